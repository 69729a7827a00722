import { writeCanonical, type QuantityFormat } from "./notation";
import { parseDecimal, roundedAway, type Decimal } from "./parse";

/** A quantity as a manifest has it: `"1500m"`, `"2Gi"`, `"1e3"` or a plain number. */
export type QuantityText = string | number;

/** A text that Kubernetes does not take for a quantity. */
export class QuantityError extends RangeError {
  /** Completes the sentence "must be …". */
  static readonly allowed = "a quantity of Kubernetes, such as 500m, 2 or 1Gi";

  override readonly name = "QuantityError";

  /**
   * @param value what stands where a quantity should
   * @param property where it stands, such as `containers[0].resources.requests.cpu`
   */
  constructor(
    readonly value: unknown,
    readonly property?: string,
  ) {
    super(
      `${property === undefined ? "" : `${property}: `}${JSON.stringify(value)} is no quantity of Kubernetes, such as 500m, 2 or 1Gi`,
    );
  }
}

/**
 * A quantity of Kubernetes, exactly: amounts are compared, added and subtracted without loss, and written as the API server writes them.
 * It does not change. Everything follows k8s.io/apimachinery v0.36.3 (`pkg/api/resource`), held to it by recorded vectors.
 */
export class Quantity {
  static readonly zero = new Quantity({ mantissa: 0n, exponent: 0, format: "DecimalSI" });

  private readonly mantissa: bigint;
  private readonly exponent: number;
  /** How it is written: with the kind of suffix that it came with. */
  readonly format: QuantityFormat;

  private constructor({ mantissa, exponent, format }: Decimal) {
    this.mantissa = mantissa;
    this.exponent = exponent;
    this.format = format;
  }

  /** Reads what a manifest has. `undefined` for anything that Kubernetes would not take, of whatever type. */
  static parse(value: unknown): Quantity | undefined {
    if (typeof value !== "string" && typeof value !== "number") return undefined;
    const decimal = parseDecimal(String(value));
    return decimal && new Quantity(decimal);
  }

  /**
   * Reads what a manifest has, where nothing else is expected.
   *
   * @param property where it stands, for the error
   * @throws QuantityError for anything that Kubernetes would not take
   */
  static of(value: unknown, property?: string): Quantity {
    const quantity = Quantity.parse(value);
    if (quantity === undefined) throw new QuantityError(value, property);
    return quantity;
  }

  /** The larger of two, the first of equals. */
  static max(a: Quantity, b: Quantity): Quantity {
    return b.compare(a) > 0 ? b : a;
  }

  get isZero(): boolean {
    return this.mantissa === 0n;
  }

  /** -1 for less than the other, 0 for as much, 1 for more; however they are written. */
  compare(other: Quantity): -1 | 0 | 1 {
    const exponent = Math.min(this.exponent, other.exponent);
    const [mine, others] = [this.mantissaAt(exponent), other.mantissaAt(exponent)];
    return mine < others ? -1 : mine > others ? 1 : 0;
  }

  /** The sum, written as this one is (as the other, where this one is zero). */
  add(other: Quantity): Quantity {
    return this.combine(other, (mine, others) => mine + others);
  }

  /** The difference, which may be below zero, written as this one is (as the other, where this one is zero). */
  subtract(other: Quantity): Quantity {
    return this.combine(other, (mine, others) => mine - others);
  }

  /**
   * Whole units of `10^scale`, rounded away from zero: `scaled(-3)` counts thousandths. Kubernetes says the same of its own
   * (`ScaledValue`), whose 64 bits may overflow where this does not.
   */
  scaled(scale: number): bigint {
    return roundedAway(this.mantissa, this.exponent - scale);
  }

  /** Whole units, rounded away from zero (`Value`): bytes, pieces. Beyond 2^53 the nearest double; `scaled(0)` is exact. */
  value(): number {
    return Number(this.scaled(0));
  }

  /** Whole thousandths, rounded away from zero (`MilliValue`): millicores. Beyond 2^53 the nearest double; `scaled(-3)` is exact. */
  milliValue(): number {
    return Number(this.scaled(-3));
  }

  /**
   * As a double, to the last bit as Go has it (`AsApproximateFloat64`): the product of mantissa and power of ten, which depends on how the
   * quantity is written. What a controller has read from the API server was written canonically: for that one, ask `stored()`.
   */
  approximate(): number {
    if (this.mantissa === 0n || this.exponent === 0) return Number(this.mantissa);
    return Number(this.mantissa) * powerOfTen(this.exponent);
  }

  /** The same amount as whoever reads it from the API server has it: written canonically, then read again. */
  stored(): Quantity {
    return Quantity.of(this.toString());
  }

  /** Canonical form: no fraction, the largest suffix that loses nothing (`1500m`, `1536Mi`, `1e3`). */
  toString(): string {
    return writeCanonical(this.mantissa, this.exponent, this.format);
  }

  toJSON(): string {
    return this.toString();
  }

  private combine(other: Quantity, operation: (mine: bigint, others: bigint) => bigint): Quantity {
    const exponent = Math.min(this.exponent, other.exponent);
    return new Quantity({
      mantissa: operation(this.mantissaAt(exponent), other.mantissaAt(exponent)),
      exponent,
      format: this.isZero ? other.format : this.format,
    });
  }

  /** The mantissa that goes with an exponent that is no larger than its own. */
  private mantissaAt(exponent: number): bigint {
    return this.exponent === exponent ? this.mantissa : this.mantissa * 10n ** BigInt(this.exponent - exponent);
  }
}

/** As Go's `math.Pow10`: the product of two entries of its tables. */
function powerOfTen(exponent: number): number {
  if (exponent < 0) return 1 / Number(`1e${-exponent}`);
  return exponent > 308 ? Infinity : Number(`1e${exponent - (exponent % 32)}`) * Number(`1e${exponent % 32}`);
}
