const units: Record<string, number> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity of Kubernetes (`500m`, `2`, `1Gi`) as a number: cores, or bytes; NaN for what is none. */
export function parseQuantity(quantity: unknown): number {
  const [, number, unit = ""] = /^([\d.]+)([a-zA-Z]*)$/.exec(String(quantity)) ?? [];
  return number === undefined ? NaN : Number(number) * (unit === "" ? 1 : (units[unit] ?? NaN));
}
