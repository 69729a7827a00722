import { loadSettings } from "../app/src/settings";
import { readAssumptions } from "../twin/surge/assumptions";
import { readModel } from "../twin/surge/model";
import { goldenPlan, resourceOf } from "./support/surge";

const plan = goldenPlan("prod");
const configured = resourceOf(plan, "ConfigMap", "ai-service").inputs.data as Record<string, string>;
/** What the app itself makes of its ConfigMap. */
const settings = loadSettings(configured);
const { routes, app } = readModel(plan, readAssumptions()).serving;

test("the simulated pod has the bounds that the app itself makes of its ConfigMap, defaults included", () => {
  expect(app).toMatchObject({
    vllmMaxInFlight: settings.VLLM_MAX_IN_FLIGHT,
    gatewayMaxInFlight: settings.GATEWAY_MAX_IN_FLIGHT,
    queueLimit: settings.QUEUE_LIMIT,
    queueDeadlineSeconds: settings.QUEUE_DEADLINE,
    attempts: settings.RETRY_ATTEMPTS,
    retryMinWaitSeconds: settings.RETRY_MIN_WAIT,
    retryMaxWaitSeconds: settings.RETRY_MAX_WAIT,
    retryBudget: settings.RETRY_BUDGET,
    httpTimeoutSeconds: settings.HTTP_TIMEOUT,
  });
});

test("simulated questions take the app's own routes", () => {
  const { simple_qa, complex_reasoning, general } = settings.routes.useCases;
  expect(routes.map(({ entries }) => entries)).toEqual([simple_qa, complex_reasoning, general]);
});
