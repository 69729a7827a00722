import { type Answer, created, done, event } from "./answer";
import type { Question } from "./question";
import { usageOf, type Written } from "./written";

/** A legacy completion. */
export function completionAnswer(question: Question, written: Written): Answer {
  const head = { id: "cmpl-standin", object: "text_completion", created, model: question.model };
  const choice = (text: string, finish: string | null): object => ({
    index: 0,
    text,
    logprobs: null,
    finish_reason: finish,
  });
  return {
    tokens: written.tokens.length,
    whole: () => ({
      ...head,
      choices: [choice(written.tokens.join(""), written.finish)],
      usage: usageOf(question, written),
    }),
    *events() {
      for (const token of written.tokens) yield event({ ...head, choices: [choice(token, null)] });
    },
    ending: () => {
      const usage = question.includeUsage ? event({ ...head, choices: [], usage: usageOf(question, written) }) : "";
      return event({ ...head, choices: [choice("", written.finish)] }) + usage + done;
    },
  };
}

/** Embeddings: the same vector for the same text, as numbers or as OpenAI's clients ask for them, in base64. */
export function embeddings({ body, model, promptTokens }: Question): object {
  const inputs = Array.isArray(body.input) && typeof body.input[0] !== "number" ? body.input : [body.input];
  const dimensions = typeof body.dimensions === "number" ? body.dimensions : 8;
  const data = inputs.map((input, index) => {
    const text = JSON.stringify(input);
    const vector = Float32Array.from(
      { length: dimensions },
      (_, at) => ((text.charCodeAt(at % text.length) % 7) - 3) / 8,
    );
    const encoded = body.encoding_format === "base64" ? Buffer.from(vector.buffer).toString("base64") : [...vector];
    return { object: "embedding", index, embedding: encoded };
  });
  return { object: "list", data, model, usage: { prompt_tokens: promptTokens, total_tokens: promptTokens } };
}
