import OpenAI from "openai";
import { startApp, type TestApp } from "./support/app";
import { startGateway, type StandInGateway } from "./support/gateway";

describe("the official openai client, unmodified", () => {
  let gateway: StandInGateway;
  let app: TestApp;
  let client: OpenAI;
  beforeAll(async () => {
    gateway = await startGateway({ firstTokenMs: 5, tokenMs: 1, tokens: 20 });
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl });
    client = new OpenAI({ apiKey: "any", baseURL: `${app.url}/v1`, maxRetries: 0 });
  });
  afterAll(async () => {
    await app.close();
    await gateway.close();
  });
  const messages = [{ role: "user" as const, content: "Where is my parcel?" }];
  const tools = [
    {
      type: "function" as const,
      function: {
        name: "calculator",
        description: "Computes",
        parameters: { type: "object", properties: { expression: { type: "string" } } },
      },
    },
  ];

  test("gets a plain answer", async () => {
    const answer = await client.chat.completions.create({ model: "gpt-4.1", messages });
    expect(answer.choices[0]!.message.content).toContain("stand-in gateway");
    expect(answer.usage).toMatchObject({ completion_tokens: 20 });
  });

  test("gets a stream, and its tokens when it asks for them", async () => {
    const stream = await client.chat.completions.create({
      model: "auto",
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    let tokens = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      tokens = chunk.usage?.completion_tokens ?? tokens;
    }
    expect(text).toContain("stand-in gateway");
    expect(tokens).toBe(20);
  });

  test("gets a call of a tool and an answer to its result", async () => {
    const asked = await client.chat.completions.create({ model: "gpt-4.1", messages, tools });
    const call = asked.choices[0]!.message.tool_calls![0]!;
    expect(call).toMatchObject({ type: "function", function: { name: "calculator" } });
    const answered = await client.chat.completions.create({
      model: "gpt-4.1",
      tools,
      messages: [...messages, asked.choices[0]!.message, { role: "tool", tool_call_id: call.id, content: "42" }],
    });
    expect(answered.choices[0]!.message.content).toContain("stand-in");
  });

  test("gets a streamed call of a tool through its helper", async () => {
    const final = await client.chat.completions.stream({ model: "gpt-4.1", messages, tools }).finalChatCompletion();
    expect(final.choices[0]!.message.tool_calls![0]).toMatchObject({
      function: { name: "calculator", arguments: '{"expression":"6*7"}' },
    });
  });

  test("throws its own errors", async () => {
    await expect(client.chat.completions.create({ model: "gpt-9", messages })).rejects.toBeInstanceOf(
      OpenAI.NotFoundError,
    );
    await expect(client.chat.completions.create({ model: "gpt-4.1", messages: [] })).rejects.toBeInstanceOf(
      OpenAI.BadRequestError,
    );
  });

  test("throws when a stream breaks in the middle", async () => {
    gateway.faults.set(["cut"]);
    const stream = await client.chat.completions.create({ model: "gpt-4.1", messages, stream: true });
    const read = async (): Promise<void> => {
      for await (const chunk of stream) expect(chunk.object).toBe("chat.completion.chunk");
    };
    await expect(read()).rejects.toBeInstanceOf(OpenAI.APIError);
  });

  test("lists the models", async () => {
    const models = await client.models.list();
    expect(models.data.map((model) => model.id)).toContain("claude-sonnet-4");
  });
});
