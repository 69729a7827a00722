import { QuotaUse } from "./pod-quota";

const quota = { title: 'ResourceQuota "shop/quota"', hard: { pods: 2000, "requests.cpu": 1500 } };
const charge = (cpu: number, missing: string[] = []) => [
  { quota, amounts: { pods: 1000, "requests.cpu": cpu }, missing },
];

test("pods are admitted until one of the amounts is used up, and again when one has gone", () => {
  const use = new QuotaUse();
  expect(use.refuses(charge(1000))).toBeUndefined();
  use.count(charge(1000), 1);
  expect(use.refuses(charge(1000))).toMatchObject({ quota, exceeded: ["requests.cpu"] });
  expect(use.refuses(charge(500))).toBeUndefined();
  use.count(charge(500), 1);
  expect(use.refuses(charge(500))).toMatchObject({ exceeded: ["pods", "requests.cpu"] });
  use.count(charge(1000), -1);
  expect(use.refuses(charge(1000))).toBeUndefined();
});

test("of what a pod takes nothing, there may be none left", () => {
  const use = new QuotaUse();
  use.count([{ quota, amounts: { pods: 1000, "requests.cpu": 1500 }, missing: [] }], 1);
  expect(use.refuses(charge(0))).toBeUndefined();
});

test("a pod that does not say what is counted is refused, whatever is left", () => {
  expect(new QuotaUse().refuses(charge(100, ["limits.cpu"]))).toMatchObject({ exceeded: [], missing: ["limits.cpu"] });
});
