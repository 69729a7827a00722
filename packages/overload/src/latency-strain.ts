/**
 * Time of every call that is forgiven, milliseconds: this process's own event loop and the network. A call to a model takes seconds, and an
 * event loop that is at its limit must not pass for a backend that is.
 */
const forgivenMs = 100;
/** Growth of the latency that counts as unloaded, per second: it follows a backend that has become slower for good. */
const driftPerSecond = 0.0005;
/** The least that an answer takes per unit of work, milliseconds: a measured 0 is no measure to compare with. */
const leastPace = 0.001;

/** Calls that a series must have to be judged, and to be what others are compared with: fewer are carried over to the next window. */
const leastCalls = 8;
/**
 * Standard errors by which a series must be slower to count as slower. Models take as long as they like: without it, the scatter of a healthy backend's
 * first tokens (half of their mean) passed for strain, and a limit of 64 fell to 2 within minutes.
 */
const certainty = 3;

/** What one model's calls took within the present window, and what they take without load. */
class Series {
  calls = 0;
  milliseconds = 0;
  work = 0;
  /** Sums of the squares and of the product: how far the calls scatter about their common pace. */
  squaredMilliseconds = 0;
  squaredWork = 0;
  product = 0;
  /** Milliseconds per unit of work without load; Infinity before the first eight calls. */
  unloaded = Infinity;
  /** The series of the model that was called for the first time after this one. */
  next: Series | undefined;

  constructor(readonly model: string) {}

  add(milliseconds: number, work: number): void {
    this.calls += 1;
    this.milliseconds += milliseconds;
    this.work += work;
    this.squaredMilliseconds += milliseconds * milliseconds;
    this.squaredWork += work * work;
    this.product += milliseconds * work;
  }

  /** A new window begins. */
  clear(): void {
    this.calls = this.milliseconds = this.work = 0;
    this.squaredMilliseconds = this.squaredWork = this.product = 0;
  }
}

/** A series for each model, in a chain: a backend has few, and a look along them costs less than a map does for each call. */
class SeriesByModel {
  first: Series | undefined;

  of(model: string): Series {
    let last: Series | undefined;
    for (let series = this.first; series !== undefined; series = series.next) {
      if (series.model === model) return series;
      last = series;
    }
    const series = new Series(model);
    if (last === undefined) this.first = series;
    else last.next = series;
    return series;
  }
}

/** How much slower a backend has become: 1 for not at all. */
export interface Strain {
  /** As its calls show it, however few. */
  seen: number;
  /** What of it their scatter does not explain: never more than what is seen. */
  certain: number;
}

/**
 * How much slower a backend has become: latency per unit of work over the same without load, model by model, because a change of the mix is
 * no strain. First events of streams are compared with first events.
 */
export class LatencyStrain {
  private readonly answers = new SeriesByModel();
  private readonly firstEvents = new SeriesByModel();

  /** An answer took so long. */
  answered(model: string, milliseconds: number, work: number): void {
    this.answers.of(model).add(milliseconds, work);
  }

  /** The first event of a stream took so long. */
  began(model: string, milliseconds: number): void {
    this.firstEvents.of(model).add(milliseconds, 1);
  }

  /** Latency of a window of so many seconds over the latency without load, by work over its models; 1 for an empty one. A new window begins. */
  close(seconds: number): Strain {
    const sum = { seen: 0, certain: 0, work: 0 };
    strainOf(this.answers, seconds, sum);
    strainOf(this.firstEvents, seconds, sum);
    return sum.work === 0 ? { seen: 1, certain: 1 } : { seen: sum.seen / sum.work, certain: sum.certain / sum.work };
  }
}

function strainOf(
  { first }: SeriesByModel,
  seconds: number,
  sum: { seen: number; certain: number; work: number },
): void {
  for (let series = first; series !== undefined; series = series.next) {
    const { calls, milliseconds, work } = series;
    series.unloaded *= 1 + driftPerSecond * seconds;
    if (calls === 0) continue;
    const pace = Math.max(milliseconds / work, leastPace);
    const isJudged = calls >= leastCalls;
    const error = isJudged ? certainty * standardError(series, pace) : pace;
    if (isJudged) series.unloaded = Math.min(series.unloaded, pace + error);
    const unloaded = series.unloaded === Infinity ? pace : series.unloaded;
    const forgiven = (forgivenMs * calls) / (unloaded * work);
    sum.seen += Math.max(1, pace / unloaded - forgiven) * work;
    sum.certain += Math.max(1, (pace - error) / unloaded - forgiven) * work;
    sum.work += work;
    if (isJudged) series.clear();
  }
}

/** How far the pace of so few calls may lie from that of many, by how far they lie from one another (the error of a ratio estimate). */
function standardError({ calls, work, squaredMilliseconds, squaredWork, product }: Series, pace: number): number {
  const scatter = squaredMilliseconds - 2 * pace * product + pace * pace * squaredWork;
  return Math.sqrt((Math.max(0, scatter) * calls) / (calls - 1)) / work;
}
