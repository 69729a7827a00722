import { createServer, type ServerResponse } from "node:http";
import { listen } from "./opened";

/** What the gateway does with a question: `begins` falls silent after the first token, `breaks` ends there without an end. */
export type Does = "answers" | "fails" | "hangs" | "begins" | "breaks" | "limits" | "refusesKey" | "refusesRequest";

/** A gateway that does for each model, and for each question, what the test says. */
export interface ScriptedGateway {
  baseUrl: string;
  /** What it does with a question, by its model or, which is stronger, its words. */
  does: Map<string, Does>;
  /** Calls so far, by model and by words. */
  asked: Map<string, number>;
  /** Answers what hangs. */
  release(): void;
}

export async function startScriptedGateway({ milliseconds = 0 } = {}): Promise<ScriptedGateway> {
  const does = new Map<string, Does>();
  const asked = new Map<string, number>();
  let held: (() => void)[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { model, messages } = JSON.parse(body) as { model: string; messages: [{ content: string }] };
      const [{ content }] = messages;
      for (const key of [model, content]) asked.set(key, (asked.get(key) ?? 0) + 1);
      const what = does.get(content) ?? does.get(model) ?? "answers";
      if (what === "hangs") held.push(() => answer(response, model));
      else if (what === "answers") setTimeout(() => answer(response, model), milliseconds);
      else fail(response, what);
    });
  });
  return {
    baseUrl: `http://127.0.0.1:${await listen(server)}/v1`,
    does,
    asked,
    release: () => {
      for (const end of held) end();
      held = [];
    },
  };
}

function fail(response: ServerResponse, what: Exclude<Does, "answers" | "hangs">): void {
  const json = { "content-type": "application/json" };
  const error = (status: number, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { ...json, ...headers });
    response.end(JSON.stringify({ error: { message: "No.", type: "error", param: null, code: null } }));
  };
  if (what === "fails") error(500);
  else if (what === "limits") error(429, { "retry-after": "60" });
  else if (what === "refusesKey") error(401);
  else if (what === "refusesRequest") error(400);
  else {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "a" } }] })}\n\n`, () => {
      if (what === "breaks") response.destroy();
    });
  }
}

function answer(response: ServerResponse, model: string): void {
  const choices = [{ index: 0, message: { role: "assistant", content: "Yes." }, finish_reason: "stop" }];
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ object: "chat.completion", model, choices }));
}
