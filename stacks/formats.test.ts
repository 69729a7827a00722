import * as fc from "fast-check";
import * as formats from "./formats";

type TextFormat = "azureRegion" | "cidrBlock" | "serviceNetwork" | "publicIpRange" | "emailAddress" | "imageReference" | "kubernetesName" | "objectId" | "poolName" | "hostName" | "httpsUrl" | "timeOfDay" | "timeZone"; // prettier-ignore

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe.each<[TextFormat, string[], string[]]>([
  ["azureRegion", ["koreacentral", "westus3"], ["usgovvirginia", "Korea Central", "KoreaCentral", "eu", ""]],
  [
    "cidrBlock",
    ["10.10.0.0/16", "10.0.0.248/29"],
    ["10.10.0.0", "10.10.0.1/16", "10.0.0.0/7", "10.0.0.0/30", "256.0.0.0/8"],
  ],
  ["serviceNetwork", ["10.0.0.0/16", "10.0.0.0/13", "10.0.0.0/24"], ["10.0.0.1/16", "11.0.0.0/12", "10.0.0.0/25"]],
  [
    "publicIpRange",
    ["203.0.113.7", "203.0.113.7/32", "203.0.113.0/24", "20.0.0.0/8"],
    ["10.1.2.3", "192.168.0.0/24", "0.0.0.0/8x", "203.0.113.7/24", "8.0.0.0/5", "203.0.113"],
  ],
  ["emailAddress", ["ops@example.com"], ["ops", "ops@", "a b@example.com", ""]],
  [
    "imageReference",
    ["ai-service:0.1.0", "team/ai_service:v1", `ai-service@${digest}`],
    ["ai-service", "ai-service:latest", "AI:1", "host.io:443/ai:1", "crours.azurecr.io/ai:1", `ai@${digest}0`],
  ],
  ["kubernetesName", ["a", "development"], ["", "-a", "Dev", "a.b", "a".repeat(64)]],
  ["objectId", ["11111111-2222-3333-4444-555555555555"], ["admins", "11111111222233334444555555555555"]],
  ["poolName", ["gpu1", "a23456789012"], ["gpu-1", "1gpu", "a234567890123", "GPU"]],
  [
    "hostName",
    ["chat.example.com", "a-b.c.io", "xn--bcher-kva.example"],
    ["localhost", "Chat.example.com", "chat..com", "-a.com", "10.0.0.1", `${"a".repeat(64)}.com`, ""],
  ],
  ["timeOfDay", ["00:00", "10:05", "23:59"], ["24:00", "10:60", "9:00", "10", "10:00:00", ""]],
  ["timeZone", ["Asia/Seoul", "Asia/Kolkata", "UTC"], ["Asia/Soul", "asia/seoul", "+09:00", "KST", ""]],
  ["httpsUrl", ["https://api.holysheep.ai/v1"], ["http://api.holysheep.ai/v1", "api.holysheep.ai", ""]],
])("%s", (name, allowed, refused) => {
  test.each(allowed)("accepts %s", (text) => expect(formats[name].safeParse(text).success).toBe(true));
  test.each(refused)("refuses %j", (text) => expect(formats[name].safeParse(text).success).toBe(false));
  test.each([7, null, undefined, {}])("refuses %j, and says what is allowed", (value) => {
    const message = formats[name].safeParse(value).error?.issues[0]?.message;
    expect(message).toBe(formats[name].safeParse(refused.at(-1)).error?.issues[0]?.message);
    expect(message).toMatch(/^(an?|1 to 63|repository:tag) /);
  });
});

test.each([
  ["cidrBlock", "10.10.0.1/16", "named by its first address, here 10.10.0.0/16"],
  ["publicIpRange", "203.0.113.7/24", "named by its first address, here 203.0.113.0/24"],
  ["publicIpRange", "10.1.2.3", "public: firewalls of Azure take no private address"],
  ["publicIpRange", "100.64.0.7", "public: firewalls of Azure take no private address"],
  ["publicIpRange", "16.0.0.0/5", "a network of /8 or smaller"],
] as const)("%s says of %s what would be right", (format, text, allowed) => {
  const messages = formats[format].safeParse(text).error?.issues.map(({ message }) => message);
  expect(messages).toEqual([expect.stringMatching(new RegExp(`${allowed}$`))]);
});

test("integer accepts exactly the integers between its bounds", () => {
  fc.assert(
    fc.property(fc.integer({ min: -99, max: 99 }), fc.nat(99), fc.double({ min: -300, max: 300 }), (min, span, n) => {
      for (const value of [n, Math.round(n)]) {
        const accepted = Number.isInteger(value) && value >= min && value <= min + span;
        expect(formats.integer(min, min + span).safeParse(value).success).toBe(accepted);
      }
    }),
  );
});

test.each([
  ["integer", formats.integer(1, 3).safeParse(4), "an integer from 1 to 3"],
  ["decimal", formats.decimal(0, 2).safeParse("1"), "a number from 0 to 2"],
  ["positive", formats.positive("minutes").safeParse(0), "a number of minutes above 0"],
  ["flag", formats.flag().safeParse("yes"), "true or false"],
  ["oneOf", formats.oneOf(["a", "b"]).safeParse("c"), "one of a, b"],
])("%s says what is allowed", (_format, { error }, allowed) => {
  expect(error?.issues[0]?.message).toBe(allowed);
});

test.each([
  ["system", "Standard_B4ms"],
  ["cpu", "Standard_D8ps_v5"],
  ["gpu", "Standard_NG8ads_V620_v1"],
  ["gpu", "Standard_D8s_v5"],
  ["cpu", "Standard_NC24ads_A100_v4"],
] as const)("a %s pool of %s is refused with the rule of azure-sizes, which says why", (kind, vmSize) => {
  const [issue] = formats.poolVmSize(kind).safeParse(vmSize).error?.issues ?? [];
  expect(issue?.message).toMatch(/^a known amd64 VM size .*: it/);
});

test.each([
  [{ Owner: "a", owner: "b" }, ["owner"]],
  [{ "cost/center": "7" }, ["cost/center"]],
  [Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, ""])), []],
  [{ owner: 7 }, ["owner"]],
])("tags %j are refused", (tags, path) => {
  expect(formats.azureTags.safeParse(tags).error?.issues).toEqual([expect.objectContaining({ path })]);
});
