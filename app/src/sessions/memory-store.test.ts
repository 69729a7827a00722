import { MemorySessionStore, type SessionMessage } from ".";

const said = (content: string): SessionMessage => ({ role: "user", content });

describe("sessions in memory", () => {
  let now = 0;
  const store = (bounds = {}) =>
    new MemorySessionStore({ ttlSeconds: 10, maxMessages: 4, maxBytes: 10_000, ...bounds }, () => now);

  test("are found by their user only", async () => {
    const sessions = store();
    await sessions.append("id", "ann", [said("hi")]);
    expect((await sessions.find("id", "ann"))?.messages).toEqual([said("hi")]);
    expect(await sessions.find("id", "bob")).toBeUndefined();
    expect(await sessions.append("id", "bob", [said("mine")])).toBe(false);
  });

  test("end some time after their last message", async () => {
    const sessions = store();
    await sessions.append("id", "ann", [said("one")]);
    now += 9_000;
    await sessions.append("id", "ann", [said("two")]);
    now += 9_000;
    expect((await sessions.find("id", "ann"))?.messages).toHaveLength(2);
    now += 2_000;
    expect(await sessions.find("id", "ann")).toBeUndefined();
  });

  test("keep the youngest messages within their bounds", async () => {
    const sessions = store({ maxBytes: 100 });
    for (let count = 0; count < 10; count++) await sessions.append("id", "ann", [said(`message ${count}`)]);
    expect((await sessions.find("id", "ann"))?.messages.map((message) => message.content)).toEqual([
      "message 8",
      "message 9",
    ]);
  });

  test("are bounded in number", async () => {
    const sessions = store();
    for (let count = 0; count < 1_100; count++) await sessions.append(`id ${count}`, "ann", [said("hi")]);
    expect(await sessions.find("id 0", "ann")).toBeUndefined();
    expect(await sessions.find("id 1099", "ann")).toBeDefined();
  });
});
