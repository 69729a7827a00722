import { nearShare, urgentShare } from "./bucket";

/** What is counted by the day. Dollars in billionths, so that all are whole numbers. */
const dayFields = ["requests", "tokens", "nanoDollars"] as const;
export type DayField = (typeof dayFields)[number];
export type Amounts = Record<DayField, number>;

const nothing = (): Amounts => ({ requests: 0, tokens: 0, nanoDollars: 0 });

export const dayMs = 86_400_000;

/** The day of a time, in UTC: `2026-11-30`. */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** Milliseconds until the next day in UTC. */
export const msToNextDay = (now: number): number => dayMs - (now % dayMs);

/** What was used on one day, by all processes as far as is known. It only grows. */
export class DayCounts {
  /** As all processes together had it when they were asked last. */
  private shared = nothing();
  /** Being told. */
  private telling = nothing();
  /** Not told yet. */
  private readonly untold = nothing();

  constructor(readonly day: string) {}

  add(field: DayField, amount: number): void {
    this.untold[field] += amount;
  }

  /** @param others how many further processes are taken to use as much as this one while nobody can be asked */
  used(field: DayField, others = 0): number {
    return this.shared[field] + (this.telling[field] + this.untold[field]) * (1 + others);
  }

  /** Whether the others should hear now: little is left of the limit, or much of it was used since they heard last. */
  isUrgent(field: DayField, limit: number): boolean {
    return this.untold[field] > limit * urgentShare || this.used(field) > limit * (1 - nearShare);
  }

  /** Whether there is something to tell. */
  get isUntold(): boolean {
    return dayFields.some((field) => this.untold[field] !== 0 || this.telling[field] !== 0);
  }

  /** What is to be told: the same until `told` is called, so that it can be told twice without being counted twice. */
  take(): { amounts: Amounts; atLeast: Amounts } {
    if (!dayFields.some((field) => this.telling[field] !== 0)) {
      for (const field of dayFields) {
        this.telling[field] = this.untold[field];
        this.untold[field] = 0;
      }
    }
    return { amounts: { ...this.telling }, atLeast: { ...this.shared } };
  }

  /** What all processes have together, what was taken among it. */
  told(shared: Amounts): void {
    for (const field of dayFields) this.shared[field] = Math.max(this.shared[field], shared[field]);
    this.telling = nothing();
  }
}
