import * as fc from "fast-check";
import { addTurn, type NewTurn, type Session, type SessionMessage, titleFrom, turnsOf } from ".";
import { readRecord, writeRecord } from "./record";

const bounds = { ttlSeconds: 60, maxMessages: 12, maxBytes: 3_000 };
const anyText = fc.string({
  unit: fc.oneof(fc.string({ unit: "grapheme", maxLength: 3 }), fc.string({ unit: "binary", maxLength: 3 })),
  maxLength: 60,
});
const message = fc.record({
  id: fc.uuid(),
  role: fc.constantFrom("system", "user", "assistant") as fc.Arbitrary<SessionMessage["role"]>,
  content: anyText,
});
const newTurn = (user: string, at: number, question: string, answer: string, more: Partial<NewTurn> = {}): NewTurn => ({
  user,
  question: { id: `q${at}`, role: "user", content: question },
  answer: { id: `a${at}`, role: "assistant", content: answer, model: "m", finishReason: "stop" },
  replaces: [],
  continued: at > 0,
  trimmed: false,
  at: new Date(1_700_000_000_000 + at).toISOString(),
  ...more,
});
const settings = { seed: 20_261_130, numRuns: 60 };

describe("a conversation", () => {
  test("stays within its bounds in whole turns, begins with a question, and ends with what was added", () => {
    const sizes = fc.array(fc.tuple(fc.nat(1_200), fc.nat(1_200)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sizes, (turns) => {
        let session: Session | undefined;
        for (const [at, [asked, said]] of turns.entries()) {
          const before = session?.messages ?? [];
          const added = addTurn(
            session,
            newTurn("ann", at, "한".repeat(asked / 3), "x".repeat(said), { continued: session !== undefined }),
            bounds,
          );
          if (added.kind !== "kept") {
            expect(added.kind).toBe("tooLarge");
            continue;
          }
          session = added.session;
          const { messages } = session;
          expect(messages.length).toBeLessThanOrEqual(bounds.maxMessages);
          expect(Buffer.byteLength(JSON.stringify(messages))).toBeLessThanOrEqual(bounds.maxBytes + 2);
          expect(messages.map(({ role }) => role)).toEqual(
            messages.map((_, place) => (place % 2 === 0 ? "user" : "assistant")),
          );
          expect(messages.slice(-2).map(({ id }) => id)).toEqual([`q${at}`, `a${at}`]);
          // Only the oldest go.
          expect(messages.slice(0, -2)).toEqual(before.slice(before.length - messages.length + 2));
          if (messages.length < before.length + 2) expect(session.dropped).toBe(true);
        }
      }),
      settings,
    );
  });

  test("is changed by a turn once, however often it is added", () => {
    const first = addTurn(undefined, newTurn("ann", 0, "one", "1"), bounds);
    if (first.kind !== "kept") throw new Error("not kept");
    expect(addTurn(first.session, newTurn("ann", 0, "one", "1"), bounds)).toEqual(first);
  });

  test("never begins with an answer for a model, whatever is stored", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
        const { preamble, turns } = turnsOf(messages);
        expect(preamble.every(({ role }) => role === "system")).toBe(true);
        for (const turn of turns) {
          expect(turn[0]!.role).toBe("user");
          expect(turn.slice(1).some(({ role }) => role === "user")).toBe(false);
        }
        // Nothing but what stands before the first question is left out.
        const first = messages.findIndex(({ role }) => role === "user");
        expect(turns.flat()).toEqual(first === -1 ? [] : messages.slice(first));
      }),
      settings,
    );
  });

  test("keeps its system messages when turns go", () => {
    const system: SessionMessage = { id: "s", role: "system", content: "Be brief." };
    let session: Session = {
      user: "ann",
      messages: [system],
      title: "t",
      createdAt: "",
      updatedAt: "",
      dropped: false,
      trimmed: false,
    };
    for (let at = 1; at < 20; at += 1) {
      const added = addTurn(session, newTurn("ann", at, "q", "a"), bounds);
      if (added.kind === "kept") session = added.session;
    }
    expect(session.messages[0]).toEqual(system);
    expect(session.messages).toHaveLength(11);
  });

  test("is not begun anew by the end of an answer to a conversation that is gone", () => {
    expect(addTurn(undefined, newTurn("ann", 1, "q", "a"), bounds)).toEqual({ kind: "gone" });
  });

  test("has a turn where what it replaces stood, before what another tab has added since, and drops the oldest", () => {
    let session: Session | undefined;
    const add = (at: number, more: Partial<NewTurn> = {}): void => {
      const added = addTurn(session, newTurn("ann", at, "q", "a", more), bounds);
      if (added.kind === "kept") session = added.session;
    };
    const ids = (): string[] | undefined => session?.messages.map(({ id }) => id);
    for (const at of [0, 1, 2, 3]) add(at);
    // Its tab saw no more than the first three turns.
    add(4, { replaces: ["q1", "a1", "q2", "a2"] });
    expect(ids()).toEqual(["q0", "a0", "q4", "a4", "q3", "a3"]);
    for (const at of [5, 6, 7]) add(at);
    add(8, { replaces: ["q0", "a0"] });
    expect(ids()?.slice(0, 4)).toEqual(["q8", "a8", "q4", "a4"]);
    add(9);
    expect(ids()?.slice(0, 2)).toEqual(["q4", "a4"]);
    expect(session?.messages).toHaveLength(12);
  });

  test("that is there, without what was to be replaced, was changed", () => {
    const added = addTurn(undefined, newTurn("ann", 0, "q", "a"), bounds);
    const session = added.kind === "kept" ? added.session : undefined;
    expect(addTurn(session, newTurn("ann", 1, "q", "a", { replaces: ["none"] }), bounds)).toEqual({ kind: "changed" });
  });
});

describe("a stored conversation", () => {
  test("is read as it was written, whatever was said", () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 20 }),
        anyText,
        anyText,
        fc.boolean(),
        (messages, user, title, flag) => {
          const session: Session = {
            user,
            messages,
            title: title === "" ? "t" : title,
            createdAt: "2026-01-01",
            updatedAt: "2026-01-02",
            dropped: flag,
            trimmed: !flag,
          };
          expect(readRecord(writeRecord(session))).toEqual(session);
        },
      ),
      settings,
    );
  });

  test("of an earlier version has ids by place, and a title", () => {
    const old = {
      user: "ann",
      messages: [
        { role: "user", content: "Where is it?" },
        { role: "assistant", content: "Here." },
      ],
      createdAt: "2026-11-01T00:00:00.000Z",
    };
    expect(readRecord(JSON.stringify(old))).toEqual({
      user: "ann",
      title: "Where is it?",
      messages: [
        { id: "at-0", role: "user", content: "Where is it?" },
        { id: "at-1", role: "assistant", content: "Here." },
      ],
      createdAt: old.createdAt,
      updatedAt: old.createdAt,
      dropped: false,
      trimmed: false,
    });
  });

  test("with odd messages is what is left without them, and what is no conversation is none", () => {
    const odd = [
      5,
      null,
      "x",
      [],
      {},
      { role: "tool", content: "x" },
      { role: "user" },
      { role: "user", content: ["x"] },
      { role: "user", content: "yes", id: 7 },
    ];
    expect(readRecord(JSON.stringify({ user: "ann", messages: odd }))?.messages).toEqual([
      { id: "at-8", role: "user", content: "yes" },
    ]);
    fc.assert(
      fc.property(fc.oneof(fc.json(), anyText), (raw) => {
        const session = readRecord(raw);
        if (session !== undefined) expect(typeof session.user).toBe("string");
      }),
      settings,
    );
    for (const raw of [
      "",
      "{",
      "null",
      "[]",
      "{}",
      '{"user":"ann"}',
      '{"user":5,"messages":[]}',
      '{"user":"ann","messages":{}}',
    ])
      expect(readRecord(raw)).toBeUndefined();
  });
});

test("a title is one line of whole characters, of bounded length", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (question) => {
      const title = titleFrom(question);
      expect(title).not.toBe("");
      expect(Array.from(title).length).toBeLessThanOrEqual(60);
      expect(title).not.toMatch(/[\p{Cc}\p{Cs}]/u);
    }),
    settings,
  );
});
