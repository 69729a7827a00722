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
interface Series {
  readonly model: string;
  calls: number;
  milliseconds: number;
  work: number;
  /** Sums of the squares and of the product: how far the calls scatter about their common pace. */
  squaredMilliseconds: number;
  squaredWork: number;
  product: number;
  /** Milliseconds per unit of work without load; `undefined` before the first eight calls. */
  unloaded: number | undefined;
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
  /** A backend has few models: a look along them costs less than a map does for each call. */
  private readonly answers: Series[] = [];
  private readonly firstEvents: Series[] = [];

  /** An answer took so long. */
  answered(model: string, milliseconds: number, work: number): void {
    add(seriesOf(model, this.answers), milliseconds, work);
  }

  /** The first event of a stream took so long. */
  began(model: string, milliseconds: number): void {
    add(seriesOf(model, this.firstEvents), milliseconds, 1);
  }

  /** Latency of a window of so many seconds over the latency without load, by work over its models; 1 for an empty one. A new window begins. */
  close(seconds: number): Strain {
    const sum = { seen: 0, certain: 0, work: 0 };
    strainOf(this.answers, seconds, sum);
    strainOf(this.firstEvents, seconds, sum);
    return sum.work === 0 ? { seen: 1, certain: 1 } : { seen: sum.seen / sum.work, certain: sum.certain / sum.work };
  }
}

/** The series of a model; a new one where it is called for the first time. */
function seriesOf(model: string, all: Series[]): Series {
  for (const series of all) if (series.model === model) return series;
  const series: Series = {
    model,
    calls: 0,
    milliseconds: 0,
    work: 0,
    squaredMilliseconds: 0,
    squaredWork: 0,
    product: 0,
    unloaded: undefined,
  };
  all.push(series);
  return series;
}

function add(series: Series, milliseconds: number, work: number): void {
  series.calls += 1;
  series.milliseconds += milliseconds;
  series.work += work;
  series.squaredMilliseconds += milliseconds * milliseconds;
  series.squaredWork += work * work;
  series.product += milliseconds * work;
}

function strainOf(all: readonly Series[], seconds: number, sum: { seen: number; certain: number; work: number }): void {
  for (const series of all) {
    const { calls, milliseconds, work } = series;
    if (series.unloaded !== undefined) series.unloaded *= 1 + driftPerSecond * seconds;
    if (calls === 0) continue;
    const pace = Math.max(milliseconds / work, leastPace);
    const isJudged = calls >= leastCalls;
    const error = isJudged ? certainty * standardError(series, pace) : pace;
    if (isJudged) series.unloaded = Math.min(series.unloaded ?? Infinity, pace + error);
    const unloaded = series.unloaded ?? pace;
    const forgiven = (forgivenMs * calls) / (unloaded * work);
    sum.seen += Math.max(1, pace / unloaded - forgiven) * work;
    sum.certain += Math.max(1, (pace - error) / unloaded - forgiven) * work;
    sum.work += work;
    if (!isJudged) continue;
    series.calls = series.milliseconds = series.work = 0;
    series.squaredMilliseconds = series.squaredWork = series.product = 0;
  }
}

/** How far the pace of so few calls may lie from that of many, by how far they lie from one another (the error of a ratio estimate). */
function standardError({ calls, work, squaredMilliseconds, squaredWork, product }: Series, pace: number): number {
  const scatter = squaredMilliseconds - 2 * pace * product + pace * pace * squaredWork;
  return Math.sqrt((Math.max(0, scatter) * calls) / (calls - 1)) / work;
}
