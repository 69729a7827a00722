import { Account } from "./account";

const day = Date.UTC(2026, 10, 30);
const evening = day + 86_400_000 - 1_000;
const all = (tokens: number) => ({
  requests: 0,
  tokens: 0,
  day: { requests: 0, tokens, nanoDollars: 0 },
  processes: 1,
});

describe("an account", () => {
  test("begins anew at midnight in UTC, and tells what the old day had in the old day", () => {
    let now = evening;
    const account = new Account("shop", () => now);
    account.today.add("tokens", 7);
    now += 2_000;
    expect(account.today.used("tokens")).toBe(0);
    account.today.add("tokens", 3);
    const old = account.take();
    expect([old.counts.day, old.day.amounts.tokens]).toEqual(["2026-11-30", 7]);
    account.told(all(7));
    const next = account.take();
    expect([next.counts.day, next.day.amounts.tokens]).toEqual(["2026-12-01", 3]);
    account.told(all(3));
    expect(account.today.used("tokens")).toBe(3);
  });

  test("a clock that was far ahead and is set back has not ended today's budget for a year", () => {
    let now = day;
    const account = new Account("shop", () => now);
    account.today.add("tokens", 7);
    now = Date.UTC(2027, 10, 30);
    expect(account.today.day).toBe("2027-11-30");
    now = day + 1_000;
    expect(account.today.day).toBe("2026-11-30");
    now = day + 86_400_000;
    expect(account.today.day).toBe("2026-12-01");
    expect(account.today.used("tokens")).toBe(0);
  });

  test("a clock that is set back over midnight begins no day anew", () => {
    let now = evening + 1_000;
    const account = new Account("shop", () => now);
    account.today.add("tokens", 7);
    now -= 500;
    expect(account.today.used("tokens")).toBe(7);
  });

  test("tells the same until it was told, and what came meanwhile afterwards", () => {
    const account = new Account("shop", () => day);
    account.today.add("tokens", 5);
    const first = account.take();
    account.today.add("tokens", 2);
    expect(account.take()).toBe(first);
    expect(account.today.used("tokens")).toBe(7);
    account.told(all(105));
    expect(account.today.used("tokens")).toBe(107);
    expect(account.take()).toMatchObject({ number: first.number + 1, day: { amounts: { tokens: 2 } } });
  });

  test("never forgets what it knows of the others", () => {
    const account = new Account("shop", () => day);
    account.take();
    account.told(all(100));
    account.take();
    account.told(all(0));
    expect(account.today.used("tokens")).toBe(100);
  });

  test("left alone, it takes the others to use as much as itself", () => {
    const account = new Account("shop", () => day);
    account.limit(60, 600);
    account.take();
    account.told({ ...all(100), processes: 3 });
    account.today.add("tokens", 10);
    expect(account.today.used("tokens", account.others)).toBe(110);
    account.leftAlone();
    expect(account.today.used("tokens", account.others)).toBe(130);
    expect([account.requests!.holds, account.tokens!.holds]).toEqual([20, 200]);
    account.take();
    account.told({ ...all(110), processes: 3 });
    expect(account.today.used("tokens", account.others)).toBe(110);
    expect(account.requests!.holds).toBe(60);
  });
});
