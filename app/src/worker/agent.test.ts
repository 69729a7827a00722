import * as fc from "fast-check";
import { Agent, type AgentState, readAgentState } from "./agent";
import type { ChatModel, ModelReply, ModelRequest } from "./model";
import { builtInTools } from "./tools";

const words = (content: string): ModelReply => ({ content, toolCalls: [], model: "m" });
const calls = (...names: string[]): ModelReply => ({
  content: "",
  toolCalls: names.map((name, i) => ({ id: String(i), type: "function", function: { name, arguments: "{}" } })),
  model: "m",
});

/** An agent whose model says these things one after another, then the last one for ever. */
function scripted(replies: ModelReply[], maxModelCalls = 6): { agent: Agent; requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  const model: ChatModel = async (request) => {
    requests.push(structuredClone(request));
    return replies[Math.min(requests.length, replies.length) - 1]!;
  };
  return { agent: new Agent({ model, tools: builtInTools(), maxModelCalls }), requests };
}
const run = (agent: Agent, onStep?: (state: AgentState) => Promise<void>) =>
  agent.run({ question: "?" }, { signal: new AbortController().signal, onStep });

describe("the agent", () => {
  test("goes from plan over tools to the answer, and can be taken up after every step", async () => {
    const { agent } = scripted([calls("clock"), words("Noon.")]);
    const kept: string[] = [];
    await run(agent, async (state) => void kept.push(JSON.stringify(state)));
    expect(kept.map((json) => readAgentState(json)?.next)).toEqual(["act", "plan"]);
    for (const json of kept) {
      const { agent: other, requests } = scripted([words("Noon.")]);
      const resume = readAgentState(json);
      const result = await other.run({ question: "?" }, { signal: new AbortController().signal, resume });
      expect(result).toEqual({ answer: "Noon.", model: "m", tools: ["clock"], modelCalls: 2 });
      expect(requests).toHaveLength(1);
    }
  });

  test("must answer with its last call, whatever the model would like to do", async () => {
    const { agent, requests } = scripted([calls("clock"), calls("clock"), words("Enough.")], 3);
    expect((await run(agent)).modelCalls).toBe(3);
    expect(requests.map(({ toolChoice }) => toolChoice)).toEqual(["auto", "auto", "none"]);
    await expect(run(scripted([calls("clock")], 3).agent)).rejects.toThrow("empty answer");
  });

  test("tells the model of a tool that does not exist, and of too many calls", async () => {
    const many = Array.from({ length: 10 }, () => "clock");
    const { agent, requests } = scripted([calls("rm", ...many), words("Well.")]);
    await run(agent);
    const results = requests[1]!.messages.filter(({ role }) => role === "tool").map(({ content }) => content);
    expect(results[0]).toBe('error: there is no tool "rm"; there are calculator, order_lookup, clock');
    expect(results.slice(8)).toEqual(Array.from({ length: 3 }, () => "error: at most 8 tool calls at once"));
  });

  test("stops between two steps when it is told to", async () => {
    const stop = new AbortController();
    const { agent, requests } = scripted([calls("clock"), words("Noon.")]);
    const onStep = async (): Promise<void> => stop.abort(new Error("enough"));
    await expect(agent.run({ question: "?" }, { signal: stop.signal, onStep })).rejects.toThrow("enough");
    expect(requests).toHaveLength(1);
  });

  test.each([undefined, "", "{", "null", "{}", '{"next":"end"}', '{"next":"plan","messages":1}'])(
    "begins afresh from a checkpoint that it cannot read: %s",
    (checkpoint) => expect(readAgentState(checkpoint)).toBeUndefined(),
  );

  test("reads any checkpoint without failing", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readAgentState(text)));
  });
});
