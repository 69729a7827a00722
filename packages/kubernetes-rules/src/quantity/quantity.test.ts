import fc from "fast-check";
import { recorded } from "../../testing/recorded";
import { Quantity, QuantityError } from "./quantity";

/** What Kubernetes' own code makes of a text: `../../testing/README.md`. */
interface QuantityVector {
  in: string;
  canonical?: string;
  format?: string;
  value?: string;
  milli?: string;
  approximate?: string;
  storedApproximate?: string;
}

interface SumVector {
  a: string;
  b: string;
  compared: number;
  sum?: string;
  difference?: string;
}

const vectors = recorded<QuantityVector>("quantities.jsonl");
const accepted = vectors.filter(({ format }) => format !== undefined);

/** The first vectors that ours answers otherwise; all of them would take a minute to print. */
function answeredOtherwise<T extends object>(asked: readonly T[], answer: (vector: T) => Partial<T>): object[] {
  return asked
    .map((vector) => ({ vector, own: answer(vector) }))
    .filter(({ vector, own }) => Object.entries(own).some(([name, value]) => vector[name as keyof T] !== value))
    .slice(0, 5);
}

describe("as Kubernetes' own code", () => {
  test("every text is a quantity or none", () => {
    expect(vectors.length).toBeGreaterThan(1900);
    const taken = (text: string) => Quantity.parse(text) !== undefined;
    expect(vectors.filter((vector) => taken(vector.in) !== (vector.format !== undefined))).toEqual([]);
  });

  test("each has the canonical form and the kind of suffix", () => {
    const written = answeredOtherwise(accepted, ({ in: text, canonical }) => {
      const quantity = Quantity.of(text);
      return { format: quantity.format, ...(canonical !== undefined && { canonical: quantity.toString() }) };
    });
    expect(written).toEqual([]);
  });

  test("each has the value and the thousandths, where 64 bits hold them", () => {
    const counted = answeredOtherwise(accepted, ({ in: text, value, milli }) => {
      const quantity = Quantity.of(text);
      return {
        ...(value !== undefined && { value: `${quantity.scaled(0)}` }),
        ...(milli !== undefined && { milli: `${quantity.scaled(-3)}` }),
      };
    });
    expect(counted).toEqual([]);
  });

  test("each is the same double, before and after it was stored", () => {
    const doubles = accepted.filter(({ approximate }) => approximate !== undefined);
    const own = (vector: QuantityVector) => {
      const quantity = Quantity.of(vector.in);
      return [quantity, ...(vector.canonical === undefined ? [] : [quantity.stored()])].map((each) =>
        each.approximate(),
      );
    };
    const recordedDoubles = ({ approximate, storedApproximate = approximate, canonical }: QuantityVector) =>
      [approximate, ...(canonical === undefined ? [] : [storedApproximate])].map(Number);
    const different = doubles.filter((vector) => {
      const theirs = recordedDoubles(vector);
      return own(vector).some((double, at) => !Object.is(double, theirs[at]));
    });
    expect(different.slice(0, 5)).toEqual([]);
    expect(doubles.length).toBeGreaterThan(1500);
  });

  test("two are compared, added and subtracted", () => {
    const sums = recorded<SumVector>("sums.jsonl");
    expect(sums.length).toBeGreaterThan(700);
    const own = answeredOtherwise(sums, (vector) => {
      const [a, b] = [Quantity.of(vector.a), Quantity.of(vector.b)];
      return {
        compared: a.compare(b),
        ...(vector.sum !== undefined && { sum: a.add(b).toString() }),
        ...(vector.difference !== undefined && { difference: a.subtract(b).toString() }),
      };
    });
    expect(own).toEqual([]);
  });
});

/** Texts of every kind, most of them quantities. */
const texts = fc
  .tuple(
    fc.constantFrom("", "-", "+"),
    fc.bigInt({ min: 0n, max: 10n ** 24n }).map(String),
    fc.option(fc.stringMatching(/^\d{0,12}$/), { nil: undefined }),
    fc.constantFrom(
      "",
      "n",
      "u",
      "m",
      "k",
      "M",
      "G",
      "T",
      "P",
      "E",
      "Ki",
      "Mi",
      "Gi",
      "Ti",
      "Pi",
      "Ei",
      "e3",
      "E-3",
      "e-12",
      "e40",
    ),
  )
  .map(([sign, whole, fraction, suffix]) => `${sign}${whole}${fraction === undefined ? "" : `.${fraction}`}${suffix}`);
const quantities = texts.map((text) => Quantity.of(text));

describe("always", () => {
  test("the canonical form is the same amount, and its own canonical form", () =>
    fc.assert(
      fc.property(quantities, (quantity) => {
        const again = Quantity.of(quantity.toString());
        expect(again.toString()).toBe(quantity.toString());
        expect(again.compare(quantity)).toBe(0);
      }),
    ));

  test("the order is one: of opposite signs for opposite sides, and kept by sums", () =>
    fc.assert(
      fc.property(quantities, quantities, quantities, (a, b, c) => {
        expect(a.compare(b)).toBe(0 - b.compare(a));
        expect(a.add(c).compare(b.add(c))).toBe(a.compare(b));
        expect(a.subtract(b).compare(Quantity.zero)).toBe(a.compare(b));
        if (a.compare(b) <= 0 && b.compare(c) <= 0) expect(a.compare(c)).toBeLessThanOrEqual(0);
        expect(Quantity.max(a, b).compare(a)).toBeGreaterThanOrEqual(0);
      }),
    ));

  test("sums are exact, in whatever order", () =>
    fc.assert(
      fc.property(quantities, quantities, quantities, (a, b, c) => {
        expect(a.add(b).subtract(b).compare(a)).toBe(0);
        expect(a.add(b).compare(b.add(a))).toBe(0);
        expect(
          a
            .add(b)
            .add(c)
            .compare(a.add(b.add(c))),
        ).toBe(0);
      }),
    ));

  test("whole units are the nearest away from zero", () =>
    fc.assert(
      fc.property(quantities, fc.constantFrom(-9, -3, 0, 3), (quantity, scale) => {
        const magnitude = (amount: bigint) => (amount < 0n ? -amount : amount);
        const whole = quantity.scaled(scale);
        const back = Quantity.of(`${whole}e${scale}`);
        const nearer = Quantity.of(`${magnitude(whole) - 1n}e${scale}`);
        const own = quantity.compare(Quantity.zero) < 0 ? Quantity.zero.subtract(quantity) : quantity;
        expect(Quantity.of(`${magnitude(whole)}e${scale}`).compare(own)).toBeGreaterThanOrEqual(0);
        expect(nearer.compare(own)).toBeLessThan(0);
        expect(back.compare(Quantity.zero)).toBe(quantity.compare(Quantity.zero));
      }),
    ));
});

describe("what is no text of a manifest", () => {
  test.each([undefined, null, true, {}, [], NaN, Infinity, "1e1001", "1e-1001", "1e99999999999999999999"])(
    "%p is no quantity",
    (value) => expect(Quantity.parse(value)).toBeUndefined(),
  );

  test("numbers are read as they are written", () => {
    expect([3, 0.25, -1.5, 1e21, 1e-7].map((value) => `${Quantity.of(value)}`)).toEqual([
      "3",
      "250m",
      "-1500m",
      "1e21",
      "100e-9",
    ]);
  });

  test("the error names what stands there and where", () => {
    const read = () => Quantity.of("5x", "containers[0].resources.requests.cpu");
    expect(read).toThrow(QuantityError);
    expect(read).toThrow(
      'containers[0].resources.requests.cpu: "5x" is no quantity of Kubernetes, such as 500m, 2 or 1Gi',
    );
    expect(() => Quantity.of({})).toThrow(/^\{\} is no quantity of Kubernetes/);
  });
});

test("powers of ten are read up to a thousand", () => {
  expect(["1e1000", "-1e1000", "1e-1000"].map((text) => Quantity.parse(text) === undefined)).toEqual([
    false,
    false,
    false,
  ]);
});

// `CanonicalizeBytes` of apimachinery writes what is between -1024 and 1024, both excluded, with a decimal suffix.
test.each([
  ["-1Ki", "-1Ki"],
  ["1Ki", "1Ki"],
  ["-0.9990234375Ki", "-1023"],
  ["0.9990234375Ki", "1023"],
])("%s is written %s", (text, written) => expect(`${Quantity.of(text)}`).toBe(written));

// `math.Pow10` of Go: 1e32 × 1e1 is another double than 1e33.
test("a double is the product that Go makes of two powers of ten", () => {
  expect(Quantity.of("1e33").approximate()).toBe(1.0000000000000001e33);
  expect(Quantity.of("1e32").approximate()).toBe(1e32);
});

test("beyond exa Kubernetes leaves the suffix out, and the number is another: ours is written with an exponent", () => {
  expect(`${Quantity.of("1000E")}`).toBe("1e21");
  const sum = Array.from({ length: 256 }, () => Quantity.of("4Ei")).reduce((total, more) => total.add(more));
  expect(`${sum}`).toBe("1024Ei");
});

test("numbers and JSON", () => {
  const quantity = Quantity.of("1536Mi");
  expect([quantity.value(), quantity.milliValue(), JSON.stringify({ quantity })]).toEqual([
    1.5 * 2 ** 30,
    1.5 * 2 ** 30 * 1000,
    '{"quantity":"1536Mi"}',
  ]);
  expect([Quantity.zero.isZero, Quantity.of("1n").isZero, `${Quantity.zero}`]).toEqual([true, false, "0"]);
});
