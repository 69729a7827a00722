const suffixes: Record<string, number> = {
  "": 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** A quantity as Kubernetes writes it (`250m`, `2Gi`, `1e3`) in its base unit: cores, bytes, pieces. */
export function parseQuantity(text: string | number): number {
  const [, number, suffix = ""] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(String(text)) ?? [];
  const factor = Object.hasOwn(suffixes, suffix) ? suffixes[suffix] : undefined;
  const value = Number(number);
  if (factor === undefined || Number.isNaN(value))
    throw new Error(`${JSON.stringify(text)} is no quantity such as 250m or 2Gi`);
  return value * factor;
}

/** Amounts by resource name, in base units. */
export type Amounts = Readonly<Record<string, number>>;

export function parseQuantities(quantities: Readonly<Record<string, string | number>> = {}): Amounts {
  return Object.fromEntries(Object.entries(quantities).map(([name, text]) => [name, parseQuantity(text)]));
}

export function add(a: Amounts, b: Amounts): Amounts {
  return combine(a, b, (x, y) => x + y);
}

export function subtract(a: Amounts, b: Amounts): Amounts {
  return combine(a, b, (x, y) => x - y);
}

export function larger(a: Amounts, b: Amounts): Amounts {
  return combine(a, b, Math.max);
}

function combine(a: Amounts, b: Amounts, operation: (x: number, y: number) => number): Amounts {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, operation(a[name] ?? 0, b[name] ?? 0)]));
}
