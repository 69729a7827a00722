/** What a model takes of a GPU's memory. */
export interface ModelSize {
  /** Bytes of its weights, GB (10⁹). */
  weightsGb: number;
  /** Bytes of KV cache for each token of a request: 2 (keys and values) × layers × KV heads × head size × 2 (bf16). */
  kvBytesPerToken: number;
}

/** Shape of an attention whose keys and values are cached. */
const kvBytes = (layers: number, kvHeads: number, headSize: number): number => 2 * layers * kvHeads * headSize * 2;

/** Models by their Hugging Face id: size of their safetensors and shape as in `config.json`. */
const knownModels: Readonly<Record<string, ModelSize>> = {
  "Qwen/Qwen3-4B": { weightsGb: 8, kvBytesPerToken: kvBytes(36, 8, 128) },
  "Qwen/Qwen3-8B": { weightsGb: 16.4, kvBytesPerToken: kvBytes(36, 8, 128) },
  "Qwen/Qwen3-14B": { weightsGb: 29.5, kvBytesPerToken: kvBytes(40, 8, 128) },
  "Qwen/Qwen3-32B": { weightsGb: 65.5, kvBytesPerToken: kvBytes(64, 8, 128) },
  "meta-llama/Llama-3.1-8B-Instruct": { weightsGb: 16.1, kvBytesPerToken: kvBytes(32, 8, 128) },
  "meta-llama/Llama-3.3-70B-Instruct": { weightsGb: 141.1, kvBytesPerToken: kvBytes(80, 8, 128) },
  "microsoft/phi-4": { weightsGb: 29.3, kvBytesPerToken: kvBytes(40, 10, 128) },
  "mistralai/Mistral-7B-Instruct-v0.3": { weightsGb: 14.5, kvBytesPerToken: kvBytes(32, 8, 128) },
};

/** Bytes of a parameter by what the name says of its precision; bf16 where it says nothing. With 4 bits come scales. */
const precisions = [
  { pattern: /awq|gptq|int4|w4a16|4bit/i, bytes: 0.6 },
  { pattern: /fp8|int8|w8a8|8bit/i, bytes: 1 },
] as const;

/**
 * KV cache of a model that is not in the table, bytes a token for each √(10⁹ parameters). Layers and heads grow more slowly than
 * parameters do; every model of the table stays below it.
 */
const kvBytesPerRootOfParameters = 75_000;

/**
 * The size of a model: from the table, from `weightsGb` if it is given, else from the parameters in its name (`8B`, `8x7B`; the
 * first number of `30B-A3B`, because experts that rest take memory too). `undefined` where neither says it.
 */
export function modelSizeOf(model: string, weightsGb?: number): ModelSize | undefined {
  const known = knownModels[model];
  if (known !== undefined) return { ...known, weightsGb: weightsGb ?? known.weightsGb };
  const bytes = precisions.find(({ pattern }) => pattern.test(model))?.bytes ?? 2;
  const billions = weightsGb === undefined ? billionsInName(model) : weightsGb / bytes;
  if (billions === undefined) return undefined;
  return {
    weightsGb: weightsGb ?? billions * bytes,
    kvBytesPerToken: Math.ceil(kvBytesPerRootOfParameters * Math.sqrt(billions)),
  };
}

function billionsInName(model: string): number | undefined {
  const [, experts, size] = /(?:^|[^a-z0-9.])(?:(\d+)x)?(\d+(?:\.\d+)?)b(?![a-z0-9])/i.exec(model) ?? [];
  return size === undefined ? undefined : Number(experts ?? 1) * Number(size);
}
