import { TimeLeft } from "./time-left";

describe("TimeLeft", () => {
  test("goes by the records on a machine that keeps to them", () => {
    const left = new TimeLeft(360);
    expect(left.while(60, 0)).toBe(360);
    expect(left.while(60, 40)).toBe(320);
    left.built(60, 60);
    expect(left.while(200, 0)).toBe(300);
  });

  test("learns from what took longer, and trusts no small program alone", () => {
    const left = new TimeLeft(360);
    left.built(60, 180);
    // 240 s for 120 recorded ones.
    expect(left.while(200, 0)).toBe(600);
    const little = new TimeLeft(305);
    little.built(5, 50);
    expect(little.while(300, 0)).toBeLessThan(1.8 * 300);
  });

  test("never stands still at zero for a program that takes longer than it should", () => {
    const left = new TimeLeft(100);
    expect(left.while(100, 99)).toBeGreaterThan(0);
    expect(left.while(100, 300)).toBe(30);
    // What comes after it will be slower too.
    const more = new TimeLeft(200);
    expect(more.while(100, 400)).toBeCloseTo(40 + 100 * (460 / 160));
  });

  test("is short where the compiler finds its own cache", () => {
    const left = new TimeLeft(400);
    left.built(200, 4);
    expect(left.while(200, 0)).toBeLessThan(60);
  });
});
