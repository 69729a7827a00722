/** A value's place on an axis, 0 at its lower end and 1 at its upper, and where the axis has its lines. */
export interface Scale {
  place: (value: number) => number;
  ticks: number[];
}

/** From zero to a round number at or above `highest`. */
export function linearScale(highest: number, lines = 3): Scale {
  const top = highest > 0 && Number.isFinite(highest) ? highest : 1;
  const step = roundStep(top / lines);
  const end = Math.ceil(top / step - 1e-9) * step;
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => tidy(index * step));
  return { place: (value) => clamp(value / end), ticks };
}

/** From a round number at or below `least` to one at or above `most`, decade by decade: a wait of 100 s and one of 0.3 s both show. */
export function logScale(least: number, most: number): Scale {
  const low = least > 0 && Number.isFinite(least) ? least : 0.1;
  const high = Math.max(low * 2, Number.isFinite(most) ? most : 1);
  const steps: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    steps.push(...[1, 2, 5].map((digit) => tidy(digit * 10 ** power)));
  }
  const from = steps.findLastIndex((step) => step <= low * (1 + 1e-9));
  const to = steps.findIndex((step) => step >= high * (1 - 1e-9));
  const all = steps.slice(from, to + 1);
  const [start, end] = [Math.log10(all[0]!), Math.log10(all.at(-1)!)];
  // Many decades: only their ends, or the labels would lie on one another.
  const decades = all.filter((step) => Number.isInteger(tidy(Math.log10(step))));
  return {
    place: (value) => (value > 0 ? clamp((Math.log10(value) - start) / (end - start)) : 0),
    ticks: all.length <= 6 || decades.length < 2 ? all : decades,
  };
}

const steps = [1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Times at which the shared axis has its lines: whole minutes and hours, nine at most for a span up to a week. */
export function timeTicks(end: number): number[] {
  const step = steps.find((candidate) => end / candidate <= 8) ?? 86_400 * Math.ceil(end / 86_400 / 8);
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, index) => index * step);
}

/** 1, 2 or 5 of a decade, at or above. */
function roundStep(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return tidy(([1, 2, 5].find((digit) => digit * decade >= value * (1 - 1e-9)) ?? 10) * decade);
}

const clamp = (part: number): number => Math.min(1, Math.max(0, part));
const tidy = (value: number): number => Number(value.toPrecision(10));
