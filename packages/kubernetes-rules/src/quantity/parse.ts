import { readSuffix, type QuantityFormat } from "./notation";

/** A quantity as it was written: `mantissa · 10^exponent`, with nothing lost but what is below a nano. */
export interface Decimal {
  mantissa: bigint;
  exponent: number;
  format: QuantityFormat;
}

/** Sign, digits, digits behind the point, suffix. Go's scanner takes `.` and a sign without digits for 0. */
const pattern = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[+-]?\d*)$/;

/** What Go counts as white space (`unicode.IsSpace`): JavaScript's `trim` takes U+FEFF too, and leaves U+0085. */
const space = "[\\t-\\r \\u0085\\p{Z}]*";
const padded = new RegExp(`^${space}(.*?)${space}$`, "su");

/** Decimal digits that Go's fast path keeps in 64 bits. What has more, it counts in nanos. */
const fastDigits = 18;
/** Nothing smaller is told apart. */
const nano = -9;
/** 2^63-1. */
const largestBinary = 9_223_372_036_854_775_807n;

/**
 * Reads a quantity as the API server does (`Quantity.UnmarshalJSON` of k8s.io/apimachinery v0.36.3): blanks around it are dropped, what is
 * below a nano is rounded up to one, what has a binary suffix ends at 2^63-1.
 *
 * @returns `undefined` for what the API server refuses, and for powers of ten beyond 1000
 */
export function parseDecimal(text: string): Decimal | undefined {
  const trimmed = padded.exec(text)![1]!;
  const [, sign, written = "", behind, suffixText = ""] = pattern.exec(trimmed) ?? [];
  if (sign === undefined || trimmed === "") return undefined;
  const suffix = readSuffix(suffixText);
  if (suffix === undefined) return undefined;
  const fraction = behind ?? "";
  const whole = written.replace(/^0+/, "") || "0";
  const { format } = suffix;
  const signed = (magnitude: bigint) => (sign === "-" ? -magnitude : magnitude);
  const digits = BigInt(whole + fraction);
  if (isFast(whole, fraction, suffix)) {
    const factor = format === "BinarySI" ? 1n << BigInt(suffix.exponent) : 1n;
    const power = format === "BinarySI" ? 0 : suffix.exponent;
    return { mantissa: signed(digits * factor), exponent: power - fraction.length, format };
  }
  // Go's slow path wants a digit.
  if (written === "" && fraction === "") return undefined;
  return capped(digits, fraction.length, suffix, signed);
}

/** Whether Go reads it into 64 bits, with the exponent as written. */
function isFast(
  whole: string,
  fraction: string,
  { format, exponent }: { format: QuantityFormat; exponent: number },
): boolean {
  if (format !== "BinarySI") return whole.length + fraction.length <= fastDigits && exponent - fraction.length >= nano;
  // 2^10 has some three decimal digits.
  return fraction === "" && whole.length <= 14 - (exponent * 3) / 10;
}

/** Go's slow path: everything in nanos, rounded away from zero, and with a binary suffix at most 2^63-1. */
function capped(
  digits: bigint,
  places: number,
  { format, exponent }: { format: QuantityFormat; exponent: number },
  signed: (magnitude: bigint) => bigint,
): Decimal {
  if (digits === 0n) return { mantissa: 0n, exponent: 0, format };
  if (format !== "BinarySI") return { mantissa: signed(inNanos(digits, exponent - places)), exponent: nano, format };
  const nanos = inNanos(digits << BigInt(exponent), -places);
  if (nanos > largestBinary * 10n ** 9n) return { mantissa: signed(largestBinary), exponent: 0, format };
  // A fraction of a byte is written with a decimal suffix.
  return { mantissa: signed(nanos), exponent: nano, format: nanos < 10n ** 9n ? "DecimalSI" : format };
}

function inNanos(digits: bigint, exponent: number): bigint {
  return roundedAway(digits, exponent - nano);
}

/** `digits · 10^exponent` as a whole number, rounded away from zero. */
export function roundedAway(digits: bigint, exponent: number): bigint {
  if (exponent >= 0) return digits * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  const whole = digits / divisor;
  if (whole * divisor === digits) return whole;
  return digits > 0n ? whole + 1n : whole - 1n;
}
