import { logScale } from "../../twin/surge/report/html/plot/scale";

/** A run: how much happened, and how long it took. */
export interface GrowthPoint {
  events: number;
  seconds: number;
}

const width = 560;
const height = 320;
const left = 64;
const bottom = 44;
const top = 16;
const right = 16;

/** Time over events on logarithmic axes, with the line that linear growth from the first point would follow. */
export function growthPlot(points: readonly GrowthPoint[]): string {
  const first = points[0]!;
  const last = points.at(-1)!;
  const linear = (first.seconds / first.events) * last.events;
  const events = logScale(...bounds(points.map((point) => point.events)));
  const seconds = logScale(...bounds([...points.map((point) => point.seconds), linear]));
  const x = (value: number): number => tenth(left + events.place(value) * (width - right - left));
  const y = (value: number): number => tenth(height - bottom - seconds.place(value) * (height - bottom - top));
  const dots = points.map((point) => `<circle cx="${x(point.events)}" cy="${y(point.seconds)}" r="4" fill="#0072B2"/>`);
  const line = points.map((point) => `${x(point.events)},${y(point.seconds)}`).join(" ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="12">`,
    "<title>Time of a simulation over its events</title>",
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...events.ticks.map(
      (tick) =>
        `<path d="M${x(tick)} ${top}V${height - bottom}" stroke="#dddddd"/><text x="${x(tick)}" y="${height - bottom + 18}" text-anchor="middle" fill="#333333">${label(tick)}</text>`,
    ),
    ...seconds.ticks.map(
      (tick) =>
        `<path d="M${left} ${y(tick)}H${width - right}" stroke="#dddddd"/><text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end" fill="#333333">${tick} s</text>`,
    ),
    `<path d="M${x(first.events)} ${y(first.seconds)}L${x(last.events)} ${y(linear)}" stroke="#D55E00" stroke-dasharray="5 4" fill="none"/>`,
    `<polyline points="${line}" stroke="#0072B2" stroke-width="2" fill="none"/>`,
    ...dots,
    `<text x="${width - right}" y="${height - 8}" text-anchor="end" fill="#333333">events of the simulation; dashed: linear from the first run</text>`,
    "</svg>",
    "",
  ].join("\n");
}

const bounds = (values: readonly number[]): [least: number, most: number] => [Math.min(...values), Math.max(...values)];
const tenth = (value: number): number => Math.round(value * 10) / 10;
const label = (tick: number): string => (tick >= 1e6 ? `${tick / 1e6} M` : `${tick / 1e3} k`);
