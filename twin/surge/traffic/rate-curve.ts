/** A stretch of time with a rate of its own. */
export interface RateSegment {
  /** Seconds since the start. */
  from: number;
  to: number;
  /** Questions a second at its beginning and its end. */
  fromRate: number;
  toRate: number;
  /** How the rate gets from one to the other. Default: by the same amount each second. */
  growth?: "linear" | "exponential";
}

/**
 * How many questions a second arrive, over time. Segments follow one another without gaps; before the first and after the last nothing
 * arrives.
 */
export class RateCurve {
  /** Expected arrivals before each segment. */
  private readonly before: number[] = [];
  /** How each segment's rate changes, computed once: each arrival asks. */
  private readonly courses: readonly Course[];
  private readonly all: number;

  constructor(readonly segments: readonly RateSegment[]) {
    this.courses = segments.map(courseOf);
    let sum = 0;
    for (const course of this.courses) {
      this.before.push(sum);
      sum += expectedIn(course, course.to - course.from);
    }
    this.all = sum;
  }

  /** When the curve ends, seconds. */
  get end(): number {
    return this.segments.at(-1)?.to ?? 0;
  }

  /** Arrivals that are expected in all. */
  get total(): number {
    return this.all;
  }

  /** The highest rate, questions a second. */
  get peak(): number {
    return this.segments.reduce((peak, { fromRate, toRate }) => Math.max(peak, fromRate, toRate), 0);
  }

  /** Questions a second at a time. */
  at(seconds: number): number {
    const segment = this.segments.find(({ from, to }) => seconds >= from && seconds < to);
    if (segment === undefined) return 0;
    const { from, to, fromRate, toRate } = segment;
    const share = (seconds - from) / (to - from);
    return isExponential(segment) ? fromRate * (toRate / fromRate) ** share : fromRate + (toRate - fromRate) * share;
  }

  /**
   * The time by which so many arrivals are expected: the inverse of the curve's integral. Infinite beyond the total.
   *
   * @param segment where to begin to look: that of the arrival before, because arrivals are asked for in order
   */
  timeOf(arrivals: number, segment = 0): { seconds: number; segment: number } {
    const { segments, before, courses } = this;
    if (arrivals >= this.all) return { seconds: Infinity, segment: segments.length };
    let index = segment;
    while (index + 1 < segments.length && before[index + 1]! <= arrivals) index += 1;
    const found = courses[index]!;
    return { seconds: Math.min(found.to, found.from + timeIn(found, arrivals - before[index]!)), segment: index };
  }

  /** The same curve with every rate multiplied. */
  times(factor: number): RateCurve {
    return new RateCurve(
      this.segments.map((segment) => ({
        ...segment,
        fromRate: segment.fromRate * factor,
        toRate: segment.toRate * factor,
      })),
    );
  }
}

/** Exponential growth from or to nothing does not exist, and from a rate to the same is none. */
function isExponential({ growth, fromRate, toRate }: RateSegment): boolean {
  return growth === "exponential" && fromRate > 0 && toRate > 0 && fromRate !== toRate;
}

/** A segment as its arrivals are computed from it. */
interface Course {
  from: number;
  to: number;
  fromRate: number;
  isExponential: boolean;
  /** Growth of the rate's logarithm, a second, where it is exponential; else of the rate itself. */
  growth: number;
}

function courseOf(segment: RateSegment): Course {
  const { from, to, fromRate, toRate } = segment;
  const growth = isExponential(segment) ? Math.log(toRate / fromRate) / (to - from) : (toRate - fromRate) / (to - from);
  return { from, to, fromRate, isExponential: isExponential(segment), growth };
}

/** Arrivals that are expected within the first seconds of a segment. */
function expectedIn({ isExponential, fromRate, growth }: Course, seconds: number): number {
  return isExponential
    ? (fromRate / growth) * Math.expm1(growth * seconds)
    : seconds * (fromRate + (growth * seconds) / 2);
}

/** Seconds into a segment until so many arrivals are expected. */
function timeIn({ isExponential, fromRate, growth }: Course, arrivals: number): number {
  if (isExponential) return Math.log1p((arrivals * growth) / fromRate) / growth;
  // The root of growth/2 · t² + fromRate · t = arrivals, in the form that loses nothing when the growth is small.
  const root = Math.sqrt(Math.max(0, fromRate * fromRate + 2 * growth * arrivals));
  return fromRate + root === 0 ? 0 : (2 * arrivals) / (fromRate + root);
}
