import { attentionParts, missingParts } from "./measured-steps";
import { kvBytesPerToken, kvCacheTokens, modelShapes, weightBytes } from "./model-shape";
import { referenceSteps } from "./reference-steps";
import { scaledStepTimes } from "./scaled-steps";
import { measuredStepTimes } from "./step-times";

const reference = measuredStepTimes(referenceSteps);
const qwen = modelShapes["Qwen/Qwen3-14B"]!;

test("a decode step is what was measured, wherever it was", () => {
  const { batch, context, seconds } = referenceSteps.decode;
  for (const [row, requests] of batch.entries()) {
    for (const [column, tokens] of context.entries()) {
      const measured = seconds[row]![column];
      if (typeof measured === "number") expect(reference.decode(requests, tokens)).toBeCloseTo(measured, 6);
    }
  }
});

test("a prompt in one pass is what was measured, within 2 % also where a tile is begun", () => {
  const { tokens, onePass } = referenceSteps.prefill;
  for (const [index, count] of tokens.entries()) {
    const ours = reference.mixed(0, 0, [{ tokens: count, before: 0 }]);
    expect(Math.abs(ours / onePass[index]! - 1)).toBeLessThan(0.02);
  }
});

test("a prompt in chunks of 512 pays for what was computed before, within 4 % of what was measured", () => {
  const { tokens, chunksOf512 } = referenceSteps.prefill;
  for (const [index, count] of tokens.entries()) {
    let seconds = 0;
    for (let before = 0; before < count; before += 512) {
      seconds += reference.mixed(0, 0, [{ tokens: Math.min(512, count - before), before }]);
    }
    expect(Math.abs(seconds / chunksOf512[index]! - 1)).toBeLessThan(0.04);
  }
});

test("most of a tile is due as soon as it is begun", () => {
  const at = (tokens: number): number => reference.mixed(0, 0, [{ tokens, before: 0 }]);
  expect(at(400) - at(384)).toBeGreaterThan(at(512) - at(400));
});

test("a step takes longer with more requests of a kind, more context and more tokens of prompts", () => {
  expect(reference.decode(64, 1_000)).toBeGreaterThan(reference.decode(64, 500));
  expect(reference.mixed(64, 500, [{ tokens: 300, before: 0 }])).toBeGreaterThan(reference.decode(64, 500));
  expect(reference.mixed(8, 500, [{ tokens: 300, before: 500 }])).toBeGreaterThan(
    reference.mixed(8, 500, [{ tokens: 300, before: 0 }]),
  );
});

test("parts that the measurement lacks are named", () => {
  expect(missingParts(referenceSteps)).toEqual([]);
  expect(missingParts({ parts: { rows: [] } })).toEqual([
    'rows with one "decode, 1 request, context N" at least',
    'rows with two "prefill, N tokens" at least',
  ]);
  expect(attentionParts(referenceSteps).savePerToken).toBeCloseTo(17.8e-6, 7);
});

test("weights and cache of the default model are what its card says: 29.5 GB, 160 KiB a token", () => {
  expect(weightBytes(qwen) / 1e9).toBeCloseTo(29.5, 1);
  expect(kvBytesPerToken(qwen)).toBe(160 * 1024);
  // What CUDA reports of an A100 with 80 GB × 0.9 less weights and 2 GiB.
  expect(kvCacheTokens(qwen, 79.1 * 2 ** 30, 0.9, 2 * 2 ** 30)).toBe(273_171);
});

test("a model that does not fit has no cache", () => {
  expect(kvCacheTokens(qwen, 24 * 2 ** 30, 0.9, 2 * 2 ** 30)).toBe(0);
});

test("scaled to itself, the reference model gains its output layer and loses the slow cache writes", () => {
  const scaled = scaledStepTimes(modelShapes["meta-llama/Meta-Llama-3-8B"]!, 0);
  // 1.05 GB at 1.54 TB/s.
  expect(scaled.decode(8, 512) - reference.decode(8, 512)).toBeCloseTo(0.00068, 4);
  expect(reference.mixed(0, 0, [{ tokens: 512, before: 0 }])).toBeGreaterThan(
    scaled.mixed(0, 0, [{ tokens: 512, before: 0 }]),
  );
});

test("a decode step of the default model is bound by its weights: never faster than the GPU's memory can read them", () => {
  const bytesPerSecond = 2.039e12;
  const steps = scaledStepTimes(qwen, 0);
  expect(steps.decode(1, 1)).toBeGreaterThan((weightBytes(qwen) * 0.94) / bytesPerSecond);
  expect(steps.decode(1, 1)).toBeLessThan((2 * weightBytes(qwen)) / bytesPerSecond);
});
