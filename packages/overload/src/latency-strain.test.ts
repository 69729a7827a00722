import { LatencyStrain } from "./latency-strain";

describe("strain", () => {
  test("is 1 for a window without answers and for the first one, however slow", () => {
    const strain = new LatencyStrain();
    expect(strain.close(1)).toBe(1);
    strain.answered("m", 60_000, 300);
    expect(strain.close(1)).toBe(1);
  });

  test("is the latency per token over the least that was seen, less what is forgiven of each call", () => {
    const strain = new LatencyStrain();
    strain.answered("m", 1_000, 100);
    strain.close(0);
    strain.answered("m", 4_000, 100);
    strain.answered("m", 4_000, 100);
    // Four times, and 100 ms of each second without load.
    expect(strain.close(0)).toBeCloseTo(4 - 0.1, 9);
    strain.answered("m", 500, 100);
    expect(strain.close(0)).toBe(1);
    strain.answered("m", 2_000, 100);
    expect(strain.close(0)).toBeCloseTo(4 - 0.2, 9);
  });

  test("is never below 1: a short answer's forgiven time is no speed", () => {
    const strain = new LatencyStrain();
    strain.answered("m", 50, 100);
    strain.close(0);
    strain.answered("m", 100, 100);
    expect(strain.close(0)).toBe(1);
    strain.answered("m", 0, 100);
    expect(strain.close(0)).toBe(1);
  });

  test("weighs the models by their work, and each is compared with itself", () => {
    const strain = new LatencyStrain();
    strain.answered("fast", 1_000_000, 100_000);
    strain.answered("slow", 10_000_000, 100_000);
    strain.close(0);
    strain.answered("fast", 3_000_000, 100_000);
    strain.answered("slow", 30_000_000, 300_000);
    expect(strain.close(0)).toBeCloseTo((3 * 100_000 + 1 * 300_000) / 400_000, 3);
    // A model that is not in the window says nothing in it.
    strain.answered("fast", 3_000_000, 100_000);
    expect(strain.close(0)).toBeCloseTo(3, 3);
  });

  test("compares first events with first events, each as much as the other", () => {
    const strain = new LatencyStrain();
    strain.began("m", 1_000);
    strain.answered("m", 100_000, 1_000);
    strain.close(0);
    strain.began("m", 3_000);
    expect(strain.close(0)).toBeCloseTo(3 - 0.1, 9);
    strain.began("m", 1_000);
    strain.began("n", 9_000);
    expect(strain.close(0)).toBe(1);
  });

  test("follows a backend that has become slower for good: by a twentieth of a percent a second", () => {
    const strain = new LatencyStrain();
    strain.answered("m", 1_000_000, 1_000);
    strain.close(0);
    strain.answered("m", 4_000_000, 1_000);
    expect(strain.close(100)).toBeCloseTo(4 / 1.05, 3);
    strain.answered("m", 4_000_000, 1_000);
    expect(strain.close(100)).toBeCloseTo(4 / 1.05 ** 2, 3);
  });
});
