import type { AssumedValue, SurgeOutcome, SurgeRun } from "../../outcome";
import { costOf, seconds, shareOf } from "../words";
import { html, type Markup, type Piece } from "./markup";

/** All quantiles of one run: the first token and the whole answer. */
export function latencies({ firstTokenSeconds, answerSeconds }: SurgeRun): Markup {
  const row = (name: string, { p50, p95, p99 }: SurgeRun["firstTokenSeconds"]) =>
    html`<tr>
      <th scope="row">${name}</th>
      ${[p50, p95, p99].map((value) => html`<td class="figure">${seconds(value)}</td>`)}
    </tr>`;
  return html`<table class="small">
    <caption>
      How long answered questions took (simulated)
    </caption>
    <thead>
      <tr>
        <th scope="col"><span class="hidden">Until</span></th>
        <th scope="col" class="figure">p50</th>
        <th scope="col" class="figure">p95</th>
        <th scope="col" class="figure">p99</th>
      </tr>
    </thead>
    <tbody>
      ${row("First token", firstTokenSeconds)}${row("Whole answer", answerSeconds)}
    </tbody>
  </table> `;
}

/** The declared stack and what it is compared to, a row each. */
export function comparison(runs: readonly SurgeRun[]): Markup {
  const heads = ["Verdict", "Answered", "Refused", "Timed out", "Lost", "First token, p99", "Answer, p99", "Cost"];
  return html`<table class="cards compared">
    <caption>
      The same customers, met by other configurations (all simulated)
    </caption>
    <thead>
      <tr>
        <th scope="col">Configuration</th>
        ${heads.map((head, index) => html`<th scope="col" class="${index > 0 && "figure"}">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${runs.map((run) => {
        const { arrivals, answered, refused, timedOut, lost } = run.totals;
        const figures = [
          ...[answered, refused, timedOut, lost].map((part) => shareOf(part, arrivals)),
          seconds(run.firstTokenSeconds.p99),
          seconds(run.answerSeconds.p99),
          costOf(run),
        ];
        return html`<tr class="${run.verdict === "holds" ? "holds" : "fails"}">
          <th scope="row">${run.title}</th>
          <td data-label="Verdict">${run.verdict === "holds" ? "✓ holds" : "✗ fails"}</td>
          ${figures.map((figure, index) => html`<td class="figure" data-label="${heads[index + 1]}">${figure}</td>`)}
        </tr>`;
      })}
    </tbody>
  </table> `;
}

/** The assumptions, folded: each with its value and where it comes from. */
export function assumptions({ assumptions: list }: SurgeOutcome): Markup {
  if (list.length === 0) return html`<p class="quiet">This run names no assumptions; docs/surge.md has them.</p>`;
  return html`<details id="assumptions">
    <summary>${list.length} ${list.length === 1 ? "assumption" : "assumptions"}, with values and sources</summary>
    <table class="cards">
      <caption>
        What the simulation takes for granted
      </caption>
      <thead>
        <tr>
          <th scope="col">Assumption</th>
          <th scope="col">Value</th>
          <th scope="col">Source</th>
        </tr>
      </thead>
      <tbody>
        ${list.map(assumption)}
      </tbody>
    </table>
  </details> `;
}

const assumption = ({ path, value, source }: AssumedValue): Markup =>
  html`<tr>
    <th scope="row"><code>${path}</code></th>
    <td data-label="Value">${value}</td>
    <td data-label="Source">${linked(source)}</td>
  </tr>`;

/** Text with its web addresses as links: they load nothing until somebody follows them. */
function linked(text: string): Piece[] {
  return text
    .split(/(https?:\/\/[^\s<>"'`|\\^{}]*[^\s<>"'`|\\^{}.,;:!?)\]])/)
    .map((part, index) => (index % 2 === 0 ? part : html`<a href="${part}" rel="noopener noreferrer">${part}</a>`));
}
