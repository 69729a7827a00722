import { bandPath, linePath, stepArea, stepPath } from "./path";

const placing = { x: (t: number) => t / 10, y: (value: number) => value / 10 };

test("a line has its gaps, and a point between two gaps is a dot", () => {
  const points = [1, 2, null, 4, null, 6].map((value, t) => ({ t, value }));
  expect(linePath(points, placing)).toBe("M0 90L100 80M300 60h0M500 40h0");
});

test("steps stay until they change, and the first holds from the start", () => {
  const points = [
    { t: 1, value: 2 },
    { t: 5, value: 4 },
  ];
  expect(stepPath(points, placing)).toBe("M0 80H100H500V60");
  expect(stepArea(points, placing)).toBe("M0 80H100H500V60V100H0Z");
  expect(stepArea([], placing)).toBe("");
});

test("a band is a piece each stretch without a gap", () => {
  const of = (least: number, most: number) => ({ mean: least, least, most });
  const list = [
    { t: 0, of: of(1, 2) },
    { t: 1, of: of(1, 3) },
    { t: 2, of: null },
    { t: 3, of: of(1, 1) },
  ];
  expect(bandPath(list, placing)).toBe("M0 80L100 70L100 90L0 90Z");
});
