/**
 * Time of every call that is forgiven, milliseconds: this process's own event loop and the network. A call to a model takes seconds, and an
 * event loop that is at its limit must not pass for a backend that is.
 */
const forgivenMs = 100;
/** Growth of the latency that counts as unloaded, per second: it follows a backend that has become slower for good. */
const driftPerSecond = 0.0005;
/** The least that an answer takes per unit of work, milliseconds: a measured 0 is no measure to compare with. */
const leastPace = 0.001;

/** What one model's calls took within the present window, and what they take without load. */
interface Series {
  calls: number;
  milliseconds: number;
  work: number;
  /** Milliseconds per unit of work without load; `undefined` before the first window. */
  unloaded: number | undefined;
}

/**
 * How much slower a backend has become: latency per unit of work over the same without load, model by model, because a change of the mix is
 * no strain. First events of streams are compared with first events.
 */
export class LatencyStrain {
  private readonly answers = new Map<string, Series>();
  private readonly firstEvents = new Map<string, Series>();

  /** An answer took so long. */
  answered(model: string, milliseconds: number, work: number): void {
    add(this.answers, model, milliseconds, work);
  }

  /** The first event of a stream took so long. */
  began(model: string, milliseconds: number): void {
    add(this.firstEvents, model, milliseconds, 1);
  }

  /** Latency of a window of so many seconds over the latency without load, by work over its models; 1 for an empty one. A new window begins. */
  close(seconds: number): number {
    const sum = { strain: 0, work: 0 };
    strainOf(this.answers, seconds, sum);
    strainOf(this.firstEvents, seconds, sum);
    return sum.work === 0 ? 1 : sum.strain / sum.work;
  }
}

function add(byModel: Map<string, Series>, model: string, milliseconds: number, work: number): void {
  let series = byModel.get(model);
  if (series === undefined) {
    series = { calls: 0, milliseconds: 0, work: 0, unloaded: undefined };
    byModel.set(model, series);
  }
  series.calls += 1;
  series.milliseconds += milliseconds;
  series.work += work;
}

function strainOf(byModel: Map<string, Series>, seconds: number, sum: { strain: number; work: number }): void {
  for (const series of byModel.values()) {
    if (series.calls === 0) continue;
    const pace = Math.max(series.milliseconds / series.work, leastPace);
    const drifted = (series.unloaded ?? pace) * (1 + driftPerSecond * seconds);
    const unloaded = Math.min(drifted, pace);
    const forgiven = (forgivenMs * series.calls) / (unloaded * series.work);
    sum.strain += Math.max(1, pace / unloaded - forgiven) * series.work;
    sum.work += series.work;
    series.unloaded = unloaded;
    series.calls = series.milliseconds = series.work = 0;
  }
}
