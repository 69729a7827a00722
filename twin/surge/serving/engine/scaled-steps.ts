import { kvBytesPerToken, layerBytes, type ModelShape, modelShapes, outputLayerBytes } from "./model-shape";
import { referenceSteps } from "./reference-steps";
import { measuredStepTimes, StepTimes } from "./step-times";

/** The model of `reference-steps.ts`. */
const referenceShape = modelShapes["meta-llama/Meta-Llama-3-8B"]!;
/** Time of a decode step of one request that goes into matrix products: all weights of the layers are read once. From the same source. */
const referenceProductSeconds = 0.009082;

/**
 * Step times of a model on an A100 80GB, scaled from those of the reference model:
 *
 * - matrix products and norms, in decodes (bound by the bytes of the weights) and prompts (bound by multiplications) alike, by the weights of
 *   the layers: both grow with them;
 * - the output layer, which the reference leaves out, by its bytes at the bandwidth that the reference's products reach (1.54 TB/s);
 * - attention of a decode by the bytes of keys and values per token;
 * - attention of a prompt by its multiplications: layers × query heads × head size;
 * - writing a prompt to the cache costs nothing apart: the reference's 17.8 µs a token are those of a kernel that vLLM has replaced;
 * - `hostSeconds` a step for scheduler, sampler and detokenizer, which the reference leaves out too.
 */
export function scaledStepTimes(shape: ModelShape, hostSeconds: number): StepTimes {
  const { parts } = measuredStepTimes(referenceSteps);
  const weights = layerBytes(shape) / layerBytes(referenceShape);
  const cache = kvBytesPerToken(shape) / kvBytesPerToken(referenceShape);
  const multiplications = attentionSize(shape) / attentionSize(referenceShape);
  const bytesPerSecond = layerBytes(referenceShape) / referenceProductSeconds;
  return new StepTimes({
    products: parts.products.times(weights),
    decodeProducts: parts.decodeProducts.times(weights),
    decodeAttention: parts.decodeAttention.map(({ fromContext, perToken }) => ({
      fromContext,
      perToken: perToken.times(cache),
    })),
    decodeBase: parts.decodeBase * cache,
    prefillLinear: parts.prefillLinear * multiplications,
    prefillSquare: parts.prefillSquare * multiplications,
    prefillPair: parts.prefillPair.times(multiplications),
    savePerToken: 0,
    perStep: hostSeconds + outputLayerBytes(shape) / bytesPerSecond,
  });
}

function attentionSize({ layers, queryHeads, headSize }: ModelShape): number {
  return layers * queryHeads * headSize;
}
