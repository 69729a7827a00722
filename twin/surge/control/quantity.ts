/** A quantity as Kubernetes writes it: `"1500m"`, `"2Gi"`, `"1e3"` or a plain number. */
export type Quantity = string | number;

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

const powersOfTen: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const powersOf1024: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };

/** A decimal number without loss: `mantissa · 10^exponent`. */
interface Decimal {
  mantissa: bigint;
  exponent: number;
}

/** Whether Kubernetes would take `value` as a quantity. */
export function isQuantity(value: unknown): value is Quantity {
  return (typeof value === "number" || typeof value === "string") && parse(value) !== undefined;
}

/**
 * A quantity in whole thousandths of its unit, rounded away from zero, as Kubernetes' controllers count (`Quantity.MilliValue`).
 *
 * @throws RangeError for what is no quantity
 */
export function thousandths(quantity: Quantity): number {
  const { mantissa, exponent } = decimal(quantity);
  const shift = exponent + 3;
  if (shift >= 0) return Number(mantissa * 10n ** BigInt(shift));
  const divisor = 10n ** BigInt(-shift);
  const whole = mantissa / divisor;
  const rest = mantissa - whole * divisor;
  return Number(rest > 0n ? whole + 1n : rest < 0n ? whole - 1n : whole);
}

/**
 * A quantity as a double, with the last bit that Kubernetes gets: the API server stores a mantissa with an exponent that is
 * a multiple of three (`0.6` becomes `600m`), and the product of the two is taken (`Quantity.AsApproximateFloat64`).
 *
 * @throws RangeError for what is no quantity
 */
export function approximately(quantity: Quantity): number {
  let { mantissa, exponent } = decimal(quantity);
  for (; exponent % 3 !== 0; exponent -= 1) mantissa *= 10n;
  for (; mantissa !== 0n && mantissa % 1000n === 0n; exponent += 3) mantissa /= 1000n;
  return exponent === 0 ? Number(mantissa) : Number(mantissa) * Number(`1e${exponent}`);
}

function decimal(quantity: Quantity): Decimal {
  const parsed = parse(quantity);
  if (parsed === undefined) throw new RangeError(`${JSON.stringify(quantity)} is no quantity of Kubernetes`);
  return parsed;
}

function parse(quantity: Quantity): Decimal | undefined {
  const match = pattern.exec(String(quantity));
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", power, suffix] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = BigInt(whole + fraction);
  const binary = suffix === undefined ? undefined : powersOf1024[suffix];
  const exponent = power === undefined ? (powersOfTen[suffix ?? ""] ?? 0) : Number(power.slice(1));
  return {
    mantissa: (sign === "-" ? -digits : digits) * (binary === undefined ? 1n : 1024n ** BigInt(binary)),
    exponent: exponent - fraction.length,
  };
}
