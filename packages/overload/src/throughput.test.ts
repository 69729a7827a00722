import { Throughput } from "./throughput";

describe("throughput", () => {
  let now = 0;
  beforeEach(() => (now = 0));
  const subject = () => new Throughput(() => now);

  test.each([0, 1e9])("is the work over the time in which all places were taken, whenever that is: %d", (begin) => {
    now = begin;
    const throughput = subject();
    expect(throughput.perMs).toBeUndefined();
    throughput.full();
    now = begin + 10;
    throughput.finished(100);
    expect(throughput.perMs).toBeCloseTo(10, 9);
    now = begin + 20;
    throughput.finished(300);
    // The first counts a hundredth less for the ten milliseconds that have passed.
    const kept = Math.exp(-0.01);
    expect(throughput.perMs).toBeCloseTo((100 * kept + 300) / (10 * kept + 10), 9);
  });

  test("is not known before any time has passed", () => {
    const throughput = subject();
    throughput.full();
    throughput.finished(100);
    expect(throughput.perMs).toBeUndefined();
    now = 10;
    throughput.finished(100);
    expect(throughput.perMs).toBeCloseTo((100 * Math.exp(-0.01) + 100) / 10, 9);
  });

  test("counts from when all were taken first, and not while there was room", () => {
    const throughput = subject();
    throughput.full();
    now = 5;
    throughput.full();
    now = 10;
    throughput.finished(100);
    expect(throughput.perMs).toBeCloseTo(10, 9);
    throughput.slack();
    now = 1_010;
    throughput.finished(1_000_000);
    expect(throughput.perMs).toBeCloseTo(10, 9);
    throughput.full();
    now = 1_020;
    throughput.finished(100);
    expect(throughput.perMs).toBeCloseTo(10, 9);
  });

  test("follows a backend that has become faster within seconds", () => {
    const throughput = subject();
    throughput.full();
    for (let answer = 0; answer < 100; answer++) {
      now += 100;
      throughput.finished(100);
    }
    expect(throughput.perMs).toBeCloseTo(1, 6);
    for (let answer = 0; answer < 50; answer++) {
      now += 100;
      throughput.finished(500);
    }
    expect(throughput.perMs).toBeGreaterThan(4.9);
  });

  test("says nothing ten seconds after the last measure, and then begins anew", () => {
    const throughput = subject();
    throughput.full();
    now = 10;
    throughput.finished(100);
    now = 10_010;
    expect(throughput.perMs).toBeCloseTo(10, 9);
    now = 10_011;
    expect(throughput.perMs).toBeUndefined();
    throughput.finished(10_001);
    expect(throughput.perMs).toBeCloseTo(1, 9);
  });
});
