import { ServiceTime } from "./service-time";

describe("the service time of a model", () => {
  test("has a fixed part and one for each unit of work, told by answers of two lengths", () => {
    const time = new ServiceTime();
    for (let call = 0; call < 50; call++) {
      time.learn(200 + 10 * 20, 20);
      time.learn(200 + 10 * 400, 400);
    }
    expect(time.of(100)).toBeCloseTo(1_200, 6);
    expect(time.of(20)).toBeCloseTo(400, 6);
  });

  test("is in proportion to work where all were alike, and never 0", () => {
    const time = new ServiceTime();
    for (let call = 0; call < 8; call++) time.learn(0, 100);
    expect(time.of(100)).toBeGreaterThan(0);
    const other = new ServiceTime();
    for (let call = 0; call < 8; call++) other.learn(500, 100);
    expect(other.of(200)).toBeCloseTo(1_000, 6);
  });

  test("knows works like those that it has seen, from eight calls on, and learns others within some twenty", () => {
    const time = new ServiceTime();
    for (let call = 0; call < 7; call++) time.learn(500, 60);
    expect(time.knows(60)).toBe(false);
    time.learn(500, 60);
    expect([60, 70, 500].map((work) => time.knows(work))).toEqual([true, true, false]);
    for (let call = 0; call < 30; call++) time.learn(5_000, 500);
    expect(time.knows(500)).toBe(true);
  });

  test("becomes so many times as long at once", () => {
    const time = new ServiceTime();
    for (let call = 0; call < 8; call++) time.learn(500, 100);
    time.scale(3);
    expect(time.of(100)).toBeCloseTo(1_500, 6);
  });
});
