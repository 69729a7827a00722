/** The three ways in which Kubernetes writes a quantity: `12Mi`, `12M`, `12e6`. It keeps the one that it was given. */
export type QuantityFormat = "BinarySI" | "DecimalSI" | "DecimalExponent";

/** What stands behind a quantity's digits. */
export interface Suffix {
  format: QuantityFormat;
  /** Power of two (`BinarySI`) or of ten (the others). */
  exponent: number;
}

/** Powers of ten with a suffix, as `suffix.go` of apimachinery has them. */
const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
]);

const binarySuffixes: ReadonlyMap<string, number> = new Map([
  ["Ki", 10],
  ["Mi", 20],
  ["Gi", 30],
  ["Ti", 40],
  ["Pi", 50],
  ["Ei", 60],
]);

const decimalSuffixOf: ReadonlyMap<number, string> = new Map(
  [...decimalSuffixes].map(([text, power]) => [power, text]),
);
const binarySuffixOf: ReadonlyMap<number, string> = new Map([...binarySuffixes].map(([text, power]) => [power, text]));

/**
 * Powers of ten that are read. Kubernetes reads more (and lets those beyond 32 bits wrap), but nobody means them, and to write one of them
 * out would take the memory of the machine.
 */
const largestExponent = 1000;

/** The meaning of a suffix; `undefined` for what is none. `E` alone is exa, with digits behind it the exponent of ten. */
export function readSuffix(text: string): Suffix | undefined {
  const power = decimalSuffixes.get(text);
  if (power !== undefined) return { format: "DecimalSI", exponent: power };
  const powerOfTwo = binarySuffixes.get(text);
  if (powerOfTwo !== undefined) return { format: "BinarySI", exponent: powerOfTwo };
  if (!/^[eE][+-]?\d+$/.test(text)) return undefined;
  const exponent = Number(text.slice(1));
  return Math.abs(exponent) <= largestExponent ? { format: "DecimalExponent", exponent } : undefined;
}

/**
 * A number in the shortest form without a fraction: no factor of ten (of 1024) is left in the digits that could stand in the suffix.
 *
 * @param mantissa digits, of which `10^exponent` are meant
 */
export function writeCanonical(mantissa: bigint, exponent: number, format: QuantityFormat): string {
  if (mantissa === 0n) return "0";
  const binary = format === "BinarySI" ? writeBinary(mantissa, exponent) : undefined;
  if (binary !== undefined) return binary;
  const [digits, power] = thousandsOf(mantissa, exponent);
  const suffix = format === "DecimalExponent" ? undefined : decimalSuffixOf.get(power);
  if (suffix !== undefined) return `${digits}${suffix}`;
  // Kubernetes has no suffix beyond exa either; there it leaves it out, and the number is another one.
  return power === 0 ? `${digits}` : `${digits}e${power}`;
}

/** `undefined` for numbers below 1Ki and for fractions: Kubernetes writes them with a decimal suffix, to lose nothing. */
function writeBinary(mantissa: bigint, exponent: number): string | undefined {
  if (exponent < 0 && mantissa % 10n ** BigInt(-exponent) !== 0n) return undefined;
  let digits = exponent < 0 ? mantissa / 10n ** BigInt(-exponent) : mantissa * 10n ** BigInt(exponent);
  if (-1024n < digits && digits < 1024n) return undefined;
  let power = 0;
  for (; power < 60 && digits % 1024n === 0n; power += 10) digits /= 1024n;
  return `${digits}${binarySuffixOf.get(power) ?? ""}`;
}

/** The same number with the largest exponent that is a multiple of three. */
function thousandsOf(mantissa: bigint, exponent: number): [digits: bigint, power: number] {
  let [digits, power] = [mantissa, exponent];
  for (; digits % 10n === 0n; power += 1) digits /= 10n;
  for (; power % 3 !== 0; power -= 1) digits *= 10n;
  return [digits, power];
}
