import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ChatError, type ChatEngine } from "../engine";
import { type ChatModel, ModelUnavailableError } from "./model";

/** What the agent reads of an OpenAI chat completion. */
const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string(),
                type: z.literal("function").default("function"),
                function: z.object({ name: z.string(), arguments: z.string() }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
});

/**
 * The agent's calls go through the same engine as everyone's, at batch priority: a task waits in a queue anyway, and must
 * not take the place of a person who watches the answer come.
 */
export function engineModel(engine: ChatEngine): ChatModel {
  return async ({ messages, tools, toolChoice, useCase, model, caller }, signal, span) => {
    const offered = tools.map((tool) => ({ type: "function", function: tool }));
    const body = {
      messages,
      ...(model === undefined ? {} : { model }),
      ...(offered.length === 0 ? {} : { tools: offered, tool_choice: toolChoice }),
    };
    try {
      const answer = await engine.complete(
        { body, caller, useCase, priority: "batch", requestId: randomUUID() },
        { signal, span },
      );
      const { content, tool_calls: toolCalls } = completion.parse(answer.json).choices[0]!.message;
      return { content: content ?? "", toolCalls: toolCalls ?? [], model: answer.model };
    } catch (error) {
      signal.throwIfAborted();
      throw unavailable(error) ?? error;
    }
  };
}

/**
 * An error that says nothing about the task: too much load, a backend that is away, a key that is not there. A generation that timed out (504) does: it
 * may have been made and paid for, so it counts as an attempt.
 */
function unavailable(error: unknown): ModelUnavailableError | undefined {
  if (!(error instanceof ChatError)) return undefined;
  const { status, message, retryAfterSeconds } = error;
  if (status === 504 || (status < 500 && status !== 429 && status !== 401 && status !== 408)) return undefined;
  return new ModelUnavailableError(message, retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1_000);
}
