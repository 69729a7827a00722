import { buckets, changes, thin, type Point } from "../../thin";
import { html, type Markup } from "../markup";
import type { CrosshairData, Unit } from "./crosshair";
import { plotField, across, bandPath, linePath, stepArea, stepPath, up, type Placing } from "./path";
import { linearScale, logScale, timeTicks, type Scale } from "./scale";
import { inUnit, timeLabel } from "./labels";

/** A line of a plot. */
export interface PanelSeries {
  label: string;
  t: readonly number[];
  values: readonly (number | null)[];
  /**
   * `mean`: averages before a band from least to most; `calm`: the averages alone, where several runs lie over one another; `steps`: a count
   * that stays until it changes; `area`: one, filled.
   */
  shape: "mean" | "calm" | "steps" | "area";
  /** Number of a colour of the palette, and of the dashes that go with it. */
  colour: number;
  dash?: "dashed" | "dotted";
}

/** A plot over the shared time axis. */
export interface Panel {
  id: string;
  title: string;
  /** What the axis is in, in words. */
  axis: string;
  unit: Unit;
  log?: boolean;
  /** The first lies on top: where lines coincide, a dashed one there lets the others through. */
  series: PanelSeries[];
  /** A fixed value, such as a maximum or a promise's bound. */
  mark?: { label: string; value: number };
}

/** A plot; its values go into the crosshair's data. */
export function panel(spec: Panel, end: number, crosshair: CrosshairData): Markup {
  const { id, title, axis, unit, series, mark } = spec;
  const scale = scaleOf(spec);
  const placing: Placing = { x: (t) => t / end, y: scale.place };
  const shownMark = mark !== undefined && fits(spec) ? mark : undefined;
  const marked = shownMark && html`<path class="mark" d="M0 ${up(scale.place(shownMark.value))}H${plotField.width}" />`;
  const field = html`<svg
    viewBox="0 0 ${plotField.width} ${plotField.height}"
    preserveAspectRatio="none"
    role="img"
    aria-labelledby="${id}-title ${id}-desc"
  >
    <title id="${id}-title">${title}</title>
    <desc id="${id}-desc">${description(spec)}</desc>
    <path class="grid" d="${grid(scale, end)}" />
    ${marked}${series.map((sery) => draw(sery, placing))}
  </svg>`;
  return html`<figure class="plot" id="${id}">
    <figcaption>
      <h3>${title}</h3>
      <span class="axis">${axis}</span>
    </figcaption>
    <div class="ys" aria-hidden="true">
      ${scale.ticks.map((tick) => html`<span style="bottom:${part(scale.place(tick))}%">${inUnit(tick, unit, true)}</span>`)}
    </div>
    <div class="field">${field}<i class="hair"></i></div>
    ${xLabels(end)}
    <ul class="legend">
      ${series.map((sery) => legendItem(sery, unit, crosshair))}${mark && html`<li><i class="key mark"></i><span>${mark.label}${shownMark === undefined && " (above the plot)"}</span> <b>${inUnit(mark.value, unit)}</b></li>`}
    </ul>
  </figure> `;
}

/** The labels of the shared time axis. */
export const xLabels = (end: number): Markup =>
  html`<div class="xs" aria-hidden="true">
    ${timeTicks(end).map((tick) => html`<span style="left:${part(tick / end)}%">${timeLabel(tick, end)}</span>`)}
  </div>`;

/** The lines of the shared time axis, in the field. */
export const timeGrid = (end: number): string =>
  timeTicks(end)
    .map((tick) => `M${across(tick / end)} 0V${plotField.height}`)
    .join("");

function grid(scale: Scale, end: number): string {
  return `${scale.ticks.map((tick) => `M0 ${up(scale.place(tick))}H${plotField.width}`).join("")}${timeGrid(end)}`;
}

function draw({ t, values, shape, colour, dash }: PanelSeries, placing: Placing): Markup {
  const line = (d: string) => html`<path class="line c${colour}${dash && ` ${dash}`}" d="${d}" />`;
  if (shape === "mean" || shape === "calm") {
    const list = buckets(t, values);
    const means = list.map(({ t: at, of }) => ({ t: at, value: of?.mean ?? null }));
    const band = shape === "mean" && html`<path class="band f${colour}" d="${bandPath(list, placing)}" />`;
    return html`${band}${line(linePath(means, placing))}`;
  }
  const points: Point[] = t.map((at, index) => ({ t: at, value: values[index] ?? null }));
  const steps = thin(changes(points));
  const area = shape === "area" && html`<path class="fill f${colour}" d="${stepArea(steps, placing)}" />`;
  return html`${area}${line(stepPath(steps, placing))}`;
}

function legendItem({ label, t, values, colour, dash }: PanelSeries, unit: Unit, crosshair: CrosshairData): Markup {
  const index = crosshair.add(t, values);
  const rest = html`<small>peak</small> ${inUnit(peak(values), unit)}`;
  return html`<li>
    <i class="key c${colour}${dash && ` ${dash}`}"></i><span>${label}</span>
    <b data-series="${index}" data-unit="${unit}">${rest}</b>
  </li>`;
}

function scaleOf({ series, mark, log, ...spec }: Panel): Scale {
  const known = series.flatMap(({ values }) => values.filter((value) => value !== null));
  const bound = mark !== undefined && fits({ series, mark, log, ...spec }) ? mark.value : 0;
  const most = known.reduce((a, b) => Math.max(a, b), bound);
  if (!log) return linearScale(most);
  const least = known.filter((value) => value > 0).reduce((a, b) => Math.min(a, b), Infinity);
  return logScale(Math.min(least, bound > 0 ? bound : Infinity), most);
}

/** Whether a mark is near enough to what happened that it does not press the lines flat. */
function fits({ series, mark, log }: Panel): boolean {
  if (mark === undefined || !Number.isFinite(mark.value)) return false;
  return log === true || mark.value <= 2.5 * Math.max(0, ...series.map(({ values }) => peak(values) ?? 0));
}

function peak(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((most, value) => (value === null ? most : Math.max(most ?? value, value)), null);
}

/** What a reader who does not see the plot should know of it. */
function description({ axis, series, unit, mark }: Panel): string {
  const lines = series.map(({ label, values }) => `${label}: at most ${inUnit(peak(values), unit)}`);
  const bound = mark === undefined ? [] : [`${mark.label}: ${inUnit(mark.value, unit)}`];
  return `${axis}, over the time since the start of the traffic. ${[...lines, ...bound].join("; ")}.`;
}

const part = (value: number): number => Math.round(value * 10_000) / 100;
