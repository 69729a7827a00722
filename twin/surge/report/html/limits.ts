import type { ReachedLimit } from "../../outcome";
import { clock, span } from "../words";
import { html, type Markup } from "./markup";
import { timeGrid, xLabels } from "./plot/panel";
import { plotField } from "./plot/path";

/** Limits with a row of their own; the others are folded. */
const longestTable = 10;

/** A limit with all the times at which it bound. */
interface Limit {
  limit: string;
  spans: { t: number; seconds: number }[];
}

/** What bound when: a row for each limit, on the time axis of the plots. */
export function limitsTimeline(binding: readonly ReachedLimit[], end: number): Markup {
  if (binding.length === 0)
    return html`<p class="quiet">Nothing bound: no maximum, no quota and no limit was reached.</p>`;
  const limits = byLimit(binding);
  const rest = limits.slice(longestTable);
  const rows = (list: readonly Limit[]) =>
    html`<ol class="limits">
      ${list.map((limit) => row(limit, end))}
    </ol>`;
  return html`<div class="timeline" id="limits">${rows(limits.slice(0, longestTable))}${xLabels(end)}</div>
    ${
      rest.length > 0 &&
      html`<details>
        <summary>${rest.length} more</summary>
        ${rows(rest)}
      </details>`
    } `;
}

/** Limits in the order in which they first bound. */
function byLimit(binding: readonly ReachedLimit[]): Limit[] {
  const limits = new Map<string, Limit>();
  for (const { limit, t, seconds } of [...binding].sort((a, b) => a.t - b.t)) {
    const known = limits.get(limit) ?? { limit, spans: [] };
    known.spans.push({ t, seconds });
    limits.set(limit, known);
  }
  return [...limits.values()];
}

function row({ limit, spans }: Limit, end: number): Markup {
  const first = spans[0]!;
  const sum = spans.reduce((total, { seconds }) => total + seconds, 0);
  const often = spans.length === 1 ? span(sum) : `${spans.length} times, ${span(sum)} in all`;
  const bars = spans.map(({ t, seconds }) => {
    const left = part(t, end);
    return html`<i style="left:${left}%;width:${Math.round((part(t + seconds, end) - left) * 100) / 100}%"></i>`;
  });
  return html`<li
    data-spans="${spans.map(({ t, seconds }) => `${Math.round(t)}-${Math.round(t + seconds)}`).join(" ")}"
  >
    <span class="what">${limit}</span
    ><span class="when"><button type="button" data-t="${first.t}">${clock(first.t)}</button> ${often}</span>
    <div class="field" aria-hidden="true">
      <svg viewBox="0 0 ${plotField.width} ${plotField.height}" preserveAspectRatio="none">
        <path class="grid" d="${timeGrid(end)}" /></svg
      >${bars}<i class="hair"></i>
    </div>
  </li>`;
}

const part = (t: number, end: number): number => Math.round(Math.min(1, Math.max(0, t / end)) * 10_000) / 100;
