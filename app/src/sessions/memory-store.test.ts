import { addTurn, MemorySessionStore, type Session } from ".";

const bounds = { ttlSeconds: 10, maxMessages: 100, maxBytes: 100_000 };

describe("conversations in memory", () => {
  let now = 0;
  const store = (): MemorySessionStore => new MemorySessionStore(bounds, () => now);
  const say = (sessions: MemorySessionStore, id: string, user: string, text: string): Promise<Session | undefined> =>
    sessions.change(
      id,
      user,
      (current) => {
        const added = addTurn(
          current,
          {
            user,
            question: { id: text, role: "user", content: text },
            answer: { id: `re: ${text}`, role: "assistant", content: "Yes." },
            replaces: [],
            continued: current !== undefined,
            trimmed: false,
            at: new Date(now).toISOString(),
          },
          bounds,
        );
        return added.kind === "kept" ? added.session : undefined;
      },
      { renew: true },
    );

  test("are found, changed, listed and removed by their user only", async () => {
    const sessions = store();
    await say(sessions, "id", "ann", "hi");
    expect((await sessions.find("id", "ann"))?.messages.map(({ content }) => content)).toEqual(["hi", "Yes."]);
    expect(await sessions.find("id", "bob")).toBeUndefined();
    expect(await say(sessions, "id", "bob", "mine")).toBeUndefined();
    expect(await sessions.list("bob")).toEqual([]);
    expect(await sessions.remove("id", "bob")).toBe(false);
    expect(await sessions.remove("id", "ann")).toBe(true);
    expect(await sessions.list("ann")).toEqual([]);
  });

  test("end some time after their last message, which a new title does not put off", async () => {
    const sessions = store();
    await say(sessions, "id", "ann", "one");
    now += 9_000;
    await say(sessions, "id", "ann", "two");
    now += 9_000;
    await sessions.change("id", "ann", (current) => current && { ...current, title: "New" }, { renew: false });
    expect(await sessions.list("ann")).toMatchObject([{ id: "id", title: "New", messages: 4 }]);
    now += 2_000;
    expect(await sessions.find("id", "ann")).toBeUndefined();
  });

  test("live on from a question: its answer may come when they would have ended", async () => {
    const sessions = store();
    await say(sessions, "id", "ann", "one");
    now += 9_000;
    await sessions.find("id", "bob", { renew: true });
    await sessions.find("id", "ann", { renew: true });
    now += 9_000;
    expect(await say(sessions, "id", "ann", "two")).toMatchObject({ messages: { length: 4 } });
    now += 9_000;
    await sessions.find("id", "ann");
    now += 2_000;
    expect(await sessions.find("id", "ann")).toBeUndefined();
  });

  test("are listed with the latest first, a hundred at most, and are bounded in number", async () => {
    const sessions = store();
    for (let count = 0; count < 1_100; count++) await say(sessions, `id ${count}`, "ann", "hi");
    const listed = await sessions.list("ann");
    expect([listed.length, listed[0]!.id]).toEqual([100, "id 1099"]);
    expect(await sessions.find("id 0", "ann")).toBeUndefined();
    expect(await sessions.find("id 1099", "ann")).toBeDefined();
  });
});
