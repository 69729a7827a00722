import * as fc from "fast-check";
import { status } from "@grpc/grpc-js";
import { MemoryBudget, MemoryShare } from "../body";
import { ChatError } from "../engine";
import { codeOf, toServiceError } from "./errors";
import { type GrpcChatRequest, toAnswer, toChatRequest } from "./messages";

const request: GrpcChatRequest = {
  messages: [{ role: "user", content: "Hello" }],
  model: "",
  use_case: "",
  priority: "PRIORITY_INTERACTIVE",
  further_json: "",
  request_id: "r-1",
};

const share = () => new MemoryShare(new MemoryBudget(1e9));

describe("a gRPC message as a chat call", () => {
  test("leaves out what is not set, so that the route's defaults hold", () => {
    expect(toChatRequest(request, false, share())).toEqual({
      body: { messages: request.messages, stream: false },
      json: Buffer.from(JSON.stringify({ messages: request.messages, stream: false })),
      useCase: undefined,
      priority: "interactive",
      requestId: "r-1",
    });
  });

  test("passes further fields through, below those of the message", () => {
    const furtherJson = '{"tools":[1],"temperature":2,"stream":false}';
    const { body } = toChatRequest(
      { ...request, further_json: furtherJson, temperature: 0, model: "m" },
      true,
      share(),
    );
    expect(body).toMatchObject({ tools: [1], temperature: 0, model: "m", stream: true });
  });

  test("keeps the further fields as they were written", () => {
    const furtherJson = '{"seed":12345678901234567890, "messages": [{"role":"user","content":"Hi","n":1e400}]}';
    const { json } = toChatRequest(
      { ...request, messages: [], further_json: furtherJson, temperature: 0 },
      false,
      share(),
    );
    const kept = '"seed":12345678901234567890, "messages": [{"role":"user","content":"Hi","n":1e400}]';
    expect(json?.toString()).toBe(`{${kept},"stream":false,"temperature":0}`);
  });

  test("takes messages that are more than text from the further fields", () => {
    const furtherJson = '{"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}';
    expect(
      toChatRequest({ ...request, messages: [], further_json: furtherJson }, false, share()).body.messages,
    ).toHaveLength(1);
  });

  test.each([
    ["no message", { messages: [] }, "messages"],
    ["a list", { further_json: "[]" }, "further_json"],
    ["broken JSON", { further_json: "{" }, "further_json"],
    ["null", { further_json: "null" }, "further_json"],
    ["more values than there may be", { further_json: `{"x":[${"0,".repeat(300_000)}0]}` }, "further_json"],
    ["no role", { messages: [], further_json: '{"messages":[{"content":"Hi"}]}' }, "messages[0].role"],
    ["messages that are none", { messages: [], further_json: '{"messages":[5]}' }, "messages[0]"],
    ["a model's name that is too long", { model: "m".repeat(300) }, "model"],
    ["a model that is no name", { further_json: '{"model":7}' }, "model"],
    ["a use case's name that is too long", { use_case: "u".repeat(300) }, "use_case"],
    ["no tokens", { max_tokens: 0 }, "max_tokens"],
    ["a bound that is no number", { further_json: '{"max_completion_tokens":"many"}' }, "max_completion_tokens"],
    ["a temperature that is no number", { temperature: Number.NaN }, "temperature"],
  ])("refuses %s with the field's name", (_name, change, param) => {
    expect(() => toChatRequest({ ...request, ...change }, false, share())).toThrow(
      expect.objectContaining({ status: 400, param }),
    );
  });
});

describe("an answer as a gRPC message", () => {
  test("takes any JSON without failing", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("choices", "id"), fc.jsonValue()), (json) => {
        expect(typeof toAnswer(json, "delta", "").content).toBe("string");
      }),
    );
  });
});

describe("a failed call in gRPC's words", () => {
  test.each([
    [400, status.INVALID_ARGUMENT],
    [401, status.UNAUTHENTICATED],
    [404, status.NOT_FOUND],
    [405, status.UNIMPLEMENTED],
    [413, status.RESOURCE_EXHAUSTED],
    [415, status.UNIMPLEMENTED],
    [418, status.FAILED_PRECONDITION],
    [429, status.RESOURCE_EXHAUSTED],
    [500, status.INTERNAL],
    [501, status.UNIMPLEMENTED],
    [502, status.UNAVAILABLE],
    [503, status.UNAVAILABLE],
    [504, status.DEADLINE_EXCEEDED],
  ])("%d is code %d", (http, code) => expect(codeOf(http)).toBe(code));

  test("tells when to come back, and keeps a fault of its own to itself", () => {
    const full = new ChatError("queue_full", "full", { retryAfterSeconds: 1.2 });
    const { metadata, details } = toServiceError(full);
    expect([details, metadata?.get("retry-after"), metadata?.get("error-code")]).toEqual([
      "full",
      ["2"],
      ["queue_full"],
    ]);
    expect(toServiceError(new Error("secret path")).details).toBe("internal error");
  });

  test("survives what a provider calls its errors", () => {
    const provider = { status: 418, code: "ошибка \n" };
    const error = new ChatError("upstream_refused", "half \ud83d a pair", { provider });
    const { metadata, details, code } = toServiceError(error);
    expect([code, details, metadata.get("error-code")]).toEqual([
      status.FAILED_PRECONDITION,
      "half \ufffd a pair",
      ["_"],
    ]);
    expect(() => encodeURI(details)).not.toThrow();
  });
});
