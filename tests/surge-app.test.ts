import { loadSettings } from "../app/src/settings";
import { readAssumptions } from "../twin/surge/assumptions";
import { readModel } from "../twin/surge/model";
import { appBounds } from "./support/app-bounds";
import { goldenPlan, resourceOf } from "./support/surge";

const plan = goldenPlan("prod");
const configured = resourceOf(plan, "ConfigMap", "ai-service").inputs.data as Record<string, string>;
/** What the app itself makes of its ConfigMap. */
const settings = loadSettings(configured);
const { routes, app } = readModel(plan, readAssumptions()).serving;

test("the simulated pod has the bounds that the app itself makes of its ConfigMap, defaults included", () => {
  expect(app).toMatchObject(appBounds(settings));
});

test("simulated questions take the app's own routes", () => {
  const { simple_qa, complex_reasoning, general } = settings.routes.useCases;
  // What the app adds to a model's request is none of the simulator's.
  const asked = [simple_qa, complex_reasoning, general].map((route) =>
    route!.map(({ backend, model }) => ({ backend, model })),
  );
  expect(routes.map(({ entries }) => entries)).toEqual(asked);
});
