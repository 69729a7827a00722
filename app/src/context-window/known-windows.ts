/**
 * Context windows by model, tokens of question and answer together. The first line that fits a model's name holds; names come with a provider's
 * prefix (`openai/gpt-4.1`) and with dates behind them. Where a model's own documentation has several figures, the smallest.
 */
const knownWindows: readonly (readonly [name: RegExp, tokens: number])[] = [
  // https://platform.openai.com/docs/models: gpt-4.1 1,047,576; gpt-5 400,000, of which the input 272,000.
  [/\bgpt-4\.1/, 1_047_576],
  [/\bgpt-5/, 272_000],
  [/\b(gpt-4o|chatgpt-4o|gpt-4-turbo|gpt-4-1106|gpt-4-0125)/, 128_000],
  [/\bgpt-4-32k/, 32_768],
  [/\bgpt-4\b/, 8_192],
  [/\bgpt-3\.5-turbo/, 16_385],
  [/\b(o1-mini|o1-preview)/, 128_000],
  [/\b(o1|o3|o4)\b/, 200_000],
  [/\bgpt-oss/, 131_072],
  // https://docs.anthropic.com/en/docs/about-claude/models/overview (a million is a beta that a header asks for).
  [/\bclaude-2\.0|\bclaude-instant/, 100_000],
  [/\bclaude/, 200_000],
  // https://ai.google.dev/gemini-api/docs/models: input token limit.
  [/\bgemini-1\.0|\bgemini-pro\b/, 30_720],
  [/\bgemini/, 1_048_576],
  // https://api-docs.deepseek.com/quick_start/pricing: 128K since V3.1, 64K before.
  [/\bdeepseek-(v3\.[1-9]|v[4-9])/, 128_000],
  [/\bdeepseek/, 65_536],
  // https://huggingface.co/Qwen/Qwen3-14B: 32,768 natively (YaRN is a setting of the server). 2507: 262,144.
  [/\bqwen3.*-2507/, 262_144],
  [/\bqwen(2|2\.5|3)\b/, 32_768],
  // https://huggingface.co/meta-llama: config.json's max_position_embeddings.
  [/\b(meta-)?llama-?3\.[123]/, 131_072],
  [/\b(meta-)?llama-?3\b/, 8_192],
  [/\bllama-?2/, 4_096],
  // https://docs.mistral.ai/getting-started/models/
  [/\b(mistral-large|mistral-medium|mistral-small-3|ministral|mistral-nemo)/, 131_072],
  [/\b(mistral|mixtral)/, 32_768],
];

/** A model's window, tokens; `undefined` for a model that is not known. `settings` are stronger than what is known. */
export function windowOf(model: string, settings: Readonly<Record<string, number>>): number | undefined {
  if (Object.hasOwn(settings, model)) return settings[model];
  const name = model.toLowerCase();
  return knownWindows.find(([pattern]) => pattern.test(name))?.[1];
}
