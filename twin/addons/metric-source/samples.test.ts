import { exposition, withValues } from "./samples";

describe("withValues", () => {
  const idle = { 'depth{namespace="a"}': 0, 'depth{namespace="b"}': 0, 'depth_total{namespace="a"}': 0 };

  test("sets every series of a metric that is named without labels, and no other metric", () =>
    expect(withValues(idle, { depth: 7 })).toEqual({
      'depth{namespace="a"}': 7,
      'depth{namespace="b"}': 7,
      'depth_total{namespace="a"}': 0,
    }));

  test("sets the one that is named with its labels, and adds one that is not there", () =>
    expect(withValues(idle, { 'depth{namespace="b"}': 3, other: 1 })).toMatchObject({
      'depth{namespace="a"}': 0,
      'depth{namespace="b"}': 3,
      other: 1,
    }));
});

describe("exposition", () => {
  test("has the series of one metric together, a line each", () =>
    expect(exposition({ 'b{x="2"}': 2, a: 1.5, 'b{x="1"}': 1 })).toBe('a 1.5\nb{x="1"} 1\nb{x="2"} 2\n'));
});
