import fc from "fast-check";
import { ChatError } from "../engine";
import type { Credentials } from "./credentials";
import { Identity } from "./identity";
import { KeyBook } from "./key-book";
import { sha256Of } from "./key-list";
import { TrustedEdge } from "./trusted-edge";

const logger = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
const none: Credentials = {
  authorization: undefined,
  apiKey: undefined,
  userId: undefined,
  cookie: undefined,
  address: "192.0.2.7",
};
const list = JSON.stringify({
  keys: [
    { name: "shop", owner: "team-shop", sha256: sha256Of("good") },
    { name: "old", owner: "team-old", sha256: sha256Of("past"), expires: "2026-01-01" },
  ],
});
const now = (): number => Date.UTC(2026, 10, 30);
const keys = (): KeyBook => new KeyBook({ list: { value: list }, logger });
const edge = (): TrustedEdge =>
  new TrustedEdge({ places: ["10.1.0.0/16"], logger: { info: jest.fn(), warn: jest.fn() } });
const codeOf = (identity: Identity, credentials: Partial<Credentials>): string | null => {
  try {
    identity.callerOf({ ...none, ...credentials });
  } catch (error) {
    if (error instanceof ChatError && error.status === 401) return error.code;
    throw error;
  }
  return null;
};

describe("with keys", () => {
  const identity = new Identity({ keys: keys(), now });
  const shop = { user: "team-shop", key: "shop" };

  test.each(["Bearer good", "bearer good", "BEARER good", "bEaReR   good", "Bearer\tgood", "Bearer good "])(
    "%j is the key's owner",
    (authorization) => {
      expect(identity.callerOf({ ...none, authorization })).toEqual(shop);
    },
  );

  test("a key comes in api-key as well, also beside a token that is none of ours", () => {
    expect(identity.callerOf({ ...none, apiKey: "good" })).toEqual(shop);
    expect(identity.callerOf({ ...none, authorization: "Bearer ey.a.b", apiKey: "good" })).toEqual(shop);
    expect(identity.loginOf(shop)).toBe("key");
  });

  test.each<[Partial<Credentials>, string]>([
    [{}, "missing_api_key"],
    [{ userId: "alice" }, "missing_api_key"],
    [{ cookie: "breakwater_user=alice" }, "missing_api_key"],
    [{ authorization: "Bearer goo" }, "invalid_api_key"],
    [{ authorization: "Bearer goodgood" }, "invalid_api_key"],
    [{ authorization: "Bearergood" }, "invalid_api_key"],
    [{ authorization: "Basic good" }, "invalid_api_key"],
    [{ authorization: "good" }, "invalid_api_key"],
    [{ authorization: "" }, "invalid_api_key"],
    [{ authorization: `Bearer ${sha256Of("good")}` }, "invalid_api_key"],
    [{ authorization: "Bearer past" }, "expired_api_key"],
  ])("%j is 401 %s", (credentials, code) => {
    expect(codeOf(identity, credentials)).toBe(code);
  });

  test("a user's name beside a key changes nothing", () => {
    expect(identity.callerOf({ ...none, authorization: "Bearer good", userId: "alice" })).toEqual(shop);
  });

  test("no header but the key's own is let in, and none is quoted", () => {
    const header = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.tuple(fc.constantFrom("Bearer ", "bearer", "Basic ", "Bearer  "), fc.string()).map((parts) => parts.join("")),
      fc.constantFrom("__proto__", "Bearer constructor", "Bearer __proto__", "Bearer toString"),
    );
    fc.assert(
      fc.property(header, header, (authorization, apiKey) => {
        fc.pre(!/^bearer[ \t]+(good|past)[ \t]*$/i.test(authorization) && !["good", "past"].includes(apiKey.trim()));
        try {
          identity.callerOf({ ...none, authorization, apiKey });
        } catch (error) {
          expect(error).toMatchObject({ status: 401, code: "invalid_api_key", message: "The API key is not valid." });
          return;
        }
        throw new Error("let in");
      }),
      { seed: 16, numRuns: 2_000 },
    );
  });
});

describe("with an edge", () => {
  const identity = new Identity({ edge: edge(), now });

  test("the user is whom the edge has logged in, by its own address only", () => {
    expect(identity.callerOf({ ...none, userId: "alice", address: "10.1.2.3" })).toEqual({ user: "alice" });
    expect(identity.callerOf({ ...none, userId: "alice", address: "::ffff:10.1.2.3" })).toEqual({ user: "alice" });
    expect(identity.loginOf({ user: "alice" })).toBe("edge");
    expect(codeOf(identity, { userId: "alice" })).toBe("login_required");
    expect(codeOf(identity, { userId: "alice", address: undefined })).toBe("login_required");
    expect(codeOf(identity, { userId: "alice", address: "10.2.0.1" })).toBe("login_required");
  });

  test.each([undefined, "", "a b", "a\nb", "x".repeat(129)])("%j is no user", (userId) => {
    expect(codeOf(identity, { userId, address: "10.1.2.3" })).toBe("login_required");
  });

  test("a cookie is no login", () => {
    expect(codeOf(identity, { cookie: "breakwater_user=alice", address: "10.1.2.3" })).toBe("login_required");
  });

  test("beside keys, either will do; a key that has ended does not hide a login", () => {
    const both = new Identity({ keys: keys(), edge: edge(), now });
    const alice = { userId: "alice", address: "10.1.2.3" };
    expect(both.callerOf({ ...none, ...alice, authorization: "Bearer ey.a.b" })).toEqual({ user: "alice" });
    expect(both.callerOf({ ...none, ...alice, authorization: "Bearer past" })).toEqual({ user: "alice" });
    expect(both.callerOf({ ...none, ...alice, authorization: "Bearer good" })).toMatchObject({ key: "shop" });
    expect(codeOf(both, { userId: "alice" })).toBe("missing_api_key");
  });
});

describe("without keys and without an edge", () => {
  const identity = new Identity({});

  test("the page's cookie tells browsers apart, and a name in a header counts for nothing", () => {
    expect(identity.callerOf({ ...none, cookie: "a=b; breakwater_user=u-1" })).toEqual({ user: "u-1" });
    expect(identity.callerOf({ ...none, userId: "alice" })).toEqual({ user: "anonymous" });
    expect(identity.loginOf({ user: "u-1" })).toBe("none");
  });
});
