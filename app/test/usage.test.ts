import { sha256Of } from "../src/identity/key-list";
import { createLogger } from "../src/logging";
import { Ledger } from "../src/usage/ledger";
import { Reservation } from "../src/usage/reservation";
import { question, startApp, type TestApp } from "./support/app";
import { startGateway } from "./support/gateway";
import { describeWithRedis, TestRedis } from "./support/redis-server";
import { toClose } from "./support/opened";
import { until } from "./support/until";

describeWithRedis("usage that several processes count together", () => {
  const logger = createLogger({ level: "silent", service: "test" });
  let redis: TestRedis;
  let time = 0;
  const now = (): number => Date.now() + time;
  beforeEach(async () => {
    time = 0;
    redis = await TestRedis.start();
  });
  /** A process of its own connection. */
  const process = (onShared?: (shared: boolean) => void): Ledger => {
    const ledger = new Ledger({ redis: redis.client(), logger, now, onShared });
    toClose(() => ledger.close());
    return ledger;
  };
  const need = { prompt: 1, tokens: 1, promptNanoDollars: 0, nanoDollars: 0 };
  /** One request of that many tokens; whether it was let in. */
  const use = (ledger: Ledger, tokens: number, limits: object): boolean => {
    const account = ledger.account("shop");
    try {
      Reservation.of(account, "shop", limits, { ...need, tokens }, now).settle(tokens, tokens * 1_000);
      account.touched = true;
      return true;
    } catch {
      return false;
    }
  };

  test("what one has used, the others know, and a process that begins later as well", async () => {
    const [first, second] = [process(), process()];
    use(first, 70, {});
    await first.tellAll();
    await second.freshen(second.account("shop"));
    expect(second.account("shop").today.used("tokens")).toBe(70);
    use(second, 30, {});
    await second.tellAll();
    const third = process();
    await third.freshen(third.account("shop"));
    const { today } = third.account("shop");
    expect([today.used("requests"), today.used("tokens"), today.used("nanoDollars")]).toEqual([2, 100, 100_000]);
    expect(third.account("shop").processes).toBe(3);
  });

  test("a budget holds for all of them: above it by no more than what was in progress between two tellings", async () => {
    const ledgers = [process(), process(), process()];
    const limits = { tokensPerDay: 10_000 };
    let used = 0;
    for (let round = 0; round < 400; round++) {
      const ledger = ledgers[(round * 7) % 3]!;
      if (use(ledger, 50, limits)) used += 50;
      if (round % 10 === 9) await Promise.all(ledgers.map((each) => each.tellAll()));
    }
    await Promise.all(ledgers.map((each) => each.tellAll()));
    expect(used).toBeGreaterThanOrEqual(10_000);
    // Ten requests lie between two tellings.
    expect(used).toBeLessThan(10_000 + 10 * 50);
    await ledgers[0]!.freshen(ledgers[0]!.account("shop"));
    await until(async () => (await redis.client().hget(`usage:{shop}:${day()}`, "tokens")) === String(used));
  });

  test("a rate holds for all of them", async () => {
    const ledgers = [process(), process()];
    for (const ledger of ledgers) ledger.account("shop").limit(100, undefined);
    const begun = now();
    let admitted = 0;
    for (let round = 0; round < 300; round++) {
      if (use(ledgers[round % 2]!, 1, {})) admitted += 1;
      await Promise.all(ledgers.map((each) => each.tellAll()));
    }
    expect(admitted).toBeGreaterThanOrEqual(100);
    expect(admitted).toBeLessThanOrEqual(100 + ((now() - begun) * 100) / 60_000 + 2);
  });

  test("what was told twice counts once: the answer to the first was lost", async () => {
    const client = redis.client();
    const original = client.evalsha.bind(client);
    let lost = 0;
    client.evalsha = (async (...args: Parameters<typeof original>) => {
      const answer = await original(...args).catch((error: Error) => error);
      if (lost++ < 2) throw new Error("Command timed out");
      if (answer instanceof Error) throw answer;
      return answer;
    }) as typeof client.evalsha;
    const ledger = new Ledger({ redis: client, logger, now });
    toClose(() => ledger.close());
    await client.script("LOAD", "return 1");
    use(ledger, 40, {});
    await ledger.tellAll();
    await ledger.tellAll();
    use(ledger, 2, {});
    await until(async () => {
      await ledger.tellAll();
      return (await redis.client().hget(`usage:{shop}:${day()}`, "tokens")) === "42";
    });
  });

  test("Redis goes, forgets everything and comes back: the budget knows what it knew", async () => {
    const seen: boolean[] = [];
    const ledger = process((shared) => seen.push(shared));
    use(ledger, 500, {});
    await ledger.tellAll();
    await redis.client().flushall();
    use(ledger, 5, {});
    await ledger.tellAll();
    expect(await redis.client().hget(`usage:{shop}:${day()}`, "tokens")).toBe("505");
    await redis.crash();
    use(ledger, 1, {});
    await until(async () => {
      ledger.account("shop").touched = true;
      void ledger.tellAll();
      return seen.at(-1) === false;
    });
    expect(use(ledger, 1, { tokensPerDay: 100 })).toBe(false);
    expect(use(ledger, 1, { tokensPerDay: 10_000 })).toBe(true);
    await redis.restart();
    await until(async () => {
      await ledger.tellAll();
      return (await redis.client().hget(`usage:{shop}:${day()}`, "tokens")) === "507";
    });
    expect(seen.at(-1)).toBe(true);
  });

  test("a new day begins at nothing, and an old one goes from Redis by itself", async () => {
    const ledger = process();
    use(ledger, 500, {});
    await ledger.tellAll();
    time = 86_400_000;
    expect(ledger.account("shop").today.used("tokens")).toBe(0);
    use(ledger, 3, {});
    await ledger.tellAll();
    expect(await redis.client().hget(`usage:{shop}:${day()}`, "tokens")).toBe("3");
    expect(await redis.client().ttl(`usage:{shop}:${day()}`)).toBeGreaterThan(86_400);
  });

  test("two pods by HTTP: what one has spent, the other refuses, and a third after a restart", async () => {
    const gateway = await startGateway({ fixedMs: 1, tokens: 5 });
    const start = () =>
      startApp({
        HOLYSHEEP_BASE_URL: gateway.baseUrl,
        REDIS_HOST: "127.0.0.1",
        REDIS_PORT: String(redis.port),
        CLIENT_API_KEYS: JSON.stringify({
          keys: [{ name: "shop", owner: "team-shop", sha256: sha256Of("key"), tokensPerDay: 200 }],
        }),
      });
    const apps = [await start(), await start()];
    const ask = async (app: TestApp) =>
      (await app.post("/v1/chat/completions", question(), { authorization: "Bearer key" })).status;
    const spent = async (app: TestApp) => {
      const response = await fetch(`${app.url}/api/usage`, { headers: { authorization: "Bearer key" } });
      return ((await response.json()) as { day: { used: { tokens: number } } }).day.used.tokens;
    };
    while ((await ask(apps[0]!)) === 200);
    const used = await spent(apps[0]!);
    await until(async () => (await spent(apps[1]!)) === used);
    expect(await ask(apps[1]!)).toBe(429);
    for (const app of apps) await app.close();
    const third = await start();
    expect([await ask(third), await spent(third)]).toEqual([429, used]);
  });

  const day = (): string => new Date(now()).toISOString().slice(0, 10);
});
