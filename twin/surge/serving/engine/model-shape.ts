/** A dense transformer with gated feed-forward layers, by the names of its config.json. */
export interface ModelShape {
  /** `num_hidden_layers` */
  layers: number;
  /** `hidden_size` */
  hiddenSize: number;
  /** `intermediate_size` */
  intermediateSize: number;
  /** `num_attention_heads` */
  queryHeads: number;
  /** `num_key_value_heads` */
  kvHeads: number;
  /** `head_dim`, else hidden size over query heads. */
  headSize: number;
  /** `vocab_size`; input and output embeddings are two matrices. */
  vocabulary: number;
  /** 2 for bf16. */
  bytesPerNumber: number;
}

/** Shapes by Hugging Face id, from the models' published config.json. */
export const modelShapes: Readonly<Record<string, ModelShape>> = {
  "Qwen/Qwen3-14B": {
    layers: 40,
    hiddenSize: 5120,
    intermediateSize: 17_408,
    queryHeads: 40,
    kvHeads: 8,
    headSize: 128,
    vocabulary: 151_936,
    bytesPerNumber: 2,
  },
  "Qwen/Qwen3-8B": {
    layers: 36,
    hiddenSize: 4096,
    intermediateSize: 12_288,
    queryHeads: 32,
    kvHeads: 8,
    headSize: 128,
    vocabulary: 151_936,
    bytesPerNumber: 2,
  },
  "meta-llama/Meta-Llama-3-8B": {
    layers: 32,
    hiddenSize: 4096,
    intermediateSize: 14_336,
    queryHeads: 32,
    kvHeads: 8,
    headSize: 128,
    vocabulary: 128_256,
    bytesPerNumber: 2,
  },
};

/** Weights of the layers, bytes: what every step reads, and what every token is multiplied with. */
export function layerBytes(shape: ModelShape): number {
  const { layers, hiddenSize, intermediateSize, queryHeads, kvHeads, headSize, bytesPerNumber } = shape;
  const attention = 2 * hiddenSize * queryHeads * headSize + 2 * hiddenSize * kvHeads * headSize;
  return layers * (attention + 3 * hiddenSize * intermediateSize) * bytesPerNumber;
}

/** Weights of the output layer, bytes; the input embedding is as large, but only looked up. */
export function outputLayerBytes({ hiddenSize, vocabulary, bytesPerNumber }: ModelShape): number {
  return hiddenSize * vocabulary * bytesPerNumber;
}

/** Weights in all, bytes. */
export function weightBytes(shape: ModelShape): number {
  return layerBytes(shape) + 2 * outputLayerBytes(shape);
}

/** Keys and values of one token, bytes. */
export function kvBytesPerToken({ layers, kvHeads, headSize, bytesPerNumber }: ModelShape): number {
  return 2 * layers * kvHeads * headSize * bytesPerNumber;
}

/**
 * Tokens that fit the KV cache: what the engine may use of the GPU's memory, less weights and workspace. At least 0.
 *
 * @param memoryBytes memory of the GPU
 * @param utilization vLLM's `--gpu-memory-utilization`
 * @param workspaceBytes activations and CUDA graphs
 */
export function kvCacheTokens(
  shape: ModelShape,
  memoryBytes: number,
  utilization: number,
  workspaceBytes: number,
): number {
  const left = memoryBytes * utilization - weightBytes(shape) - workspaceBytes;
  return Math.max(0, Math.floor(left / kvBytesPerToken(shape)));
}
