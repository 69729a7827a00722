import type { Settings } from "../../stacks";
import { findConflicts } from "../../stacks/conflicts";
import { dev } from "../../stacks/dev";
import { prod } from "../../stacks/prod";
import { modelConflicts } from "./model-conflicts";

/** What is found in `dev` with one part changed. */
function found(change: (settings: Settings) => void) {
  const settings = structuredClone(dev);
  change(settings);
  return findConflicts(settings, () => true, modelConflicts);
}

test.each([
  ["dev", dev],
  ["prod", prod],
])("the model of %s fits its GPU and starts in time", (_name, settings) => {
  expect(findConflicts(settings, () => true, modelConflicts)).toEqual([]);
});

test.each<[string, (settings: Settings) => void, string, string]>([
  [
    "a model that does not fit the GPU",
    (s) => (s.vllm.model = "meta-llama/Llama-3.3-70B-Instruct"),
    "vllm.model",
    "one that fits the GPU of Standard_NC24ads_A100_v4: weights of 141.1 GB",
  ],
  [
    "a GPU that the model does not fit",
    (s) => (s.pools.gpu.vmSize = "Standard_NC4as_T4_v3"),
    "vllm.model",
    "need 34.0 GiB of 13.1 GiB",
  ],
  ["a model whose size nobody knows", (s) => (s.vllm.model = "acme/assistant"), "vllm.model", "or go with weightsGb"],
  [
    "a start-up budget longer than the deadline",
    (s) => (s.vllm.scaleUpDeadlineSeconds = 600),
    "vllm.scaleUpDeadlineSeconds",
    "697 at least: image and start-up budget of a model that loads for 121 s",
  ],
  [
    "weights that come too slowly from Hugging Face",
    (s) => {
      s.modelStore.enabled = false;
      s.vllm.model = "Qwen/Qwen3-32B";
      s.vllm.scaleUpDeadlineSeconds = 900;
    },
    "vllm.scaleUpDeadlineSeconds",
    "at least: image and start-up budget of a model that loads for 533 s",
  ],
])("finds %s", (_case, change, path, allowed) => {
  expect(found(change)).toEqual([{ path, allowed: expect.stringContaining(allowed) }]);
});

test("a size that is said is believed, and a GPU that is not known is no rule of the model's", () => {
  expect(found((s) => ((s.vllm.model = "acme/assistant"), (s.vllm.weightsGb = 20)))).toEqual([]);
  expect(found((s) => (s.pools.gpu.vmSize = "Standard_ND128isr_GB300_v6"))).toEqual([]);
});
