import type { Objective, SurgeOutcome, SurgeRun } from "../../outcome";
import {
  nothing,
  amount,
  costOf,
  count,
  dollars,
  promiseFigures,
  seconds,
  shareOf,
  trafficCourse,
  trafficName,
  verdictReason,
} from "../words";
import { html, type Markup } from "./markup";
import { firstTokenBound } from "./panels";

/** The page's head: what was simulated, and that it was. */
export function header(outcome: SurgeOutcome): Markup {
  const { project, stack, seed, traffic } = outcome;
  return html`<header>
    <div class="wide">
      <p class="brand">Breakwater <span>surge report, project ${project}</span></p>
      <h1>Stack ${stack} through ${trafficName(traffic)}</h1>
      <p class="lead">${trafficCourse(traffic)}. Seed ${seed}.</p>
      <p class="notice">
        <strong>Simulation.</strong> Nothing was deployed and nothing was measured: every figure on this page is
        computed from what the program declares and from assumptions.
      </p>
    </div>
  </header> `;
}

/** The verdict with its reason, and the figures that people ask for first. */
export function verdict(outcome: SurgeOutcome): Markup {
  const holds = outcome.verdict === "holds";
  return html`<section class="verdict ${holds ? "holds" : "fails"}" aria-labelledby="verdict">
      <div class="mark" aria-hidden="true">${holds ? "✓" : "✗"}</div>
      <div>
        <h2 id="verdict">${holds ? "It holds" : "It fails"} <span class="pill">in simulation</span></h2>
        <p>${together(sentence(outcome))}</p>
      </div>
    </section>
    <section aria-label="Key figures">
      <dl class="tiles">
        ${tiles(outcome).map(
          ([name, value, more]) =>
            html`<div>
              <dt>${name}</dt>
              <dd><b>${value}</b><small>${more}</small></dd>
            </div>`,
        )}
      </dl>
    </section> `;
}

/** The promises as a table, each with how much of its bound was used. */
export function promises({ promises: list }: SurgeRun): Markup {
  if (list.length === 0) return html`<p class="quiet">Nothing was promised, so there is nothing to hold.</p>`;
  return html`<table class="promises cards">
    <caption>
      What was promised, and what came of it (simulated)
    </caption>
    <thead>
      <tr>
        <th scope="col">Promise</th>
        <th scope="col" class="figure">Simulated</th>
        <th scope="col" class="figure">At most</th>
        <th scope="col" class="room"><span class="hidden">How much of the bound was used</span></th>
        <th scope="col">Kept</th>
      </tr>
    </thead>
    <tbody>
      ${list.map(promiseRow)}
    </tbody>
  </table> `;
}

function promiseRow(promise: Objective): Markup {
  const { value, bound } = promiseFigures(promise);
  return html`<tr class="${promise.held ? "holds" : "fails"}">
    <th scope="row">${promise.what}</th>
    <td class="figure" data-label="Simulated">${value}</td>
    <td class="figure" data-label="At most">${bound}</td>
    <td class="room">
      <span class="bar" aria-hidden="true"><i style="width:${used(promise)}%"></i></span>
    </td>
    <td data-label="Kept">${promise.held ? "✓ kept" : "✗ broken"}</td>
  </tr>`;
}

/** Percent of a bar whose mark, the bound, stands at three quarters. */
function used({ value, atMost }: Objective): number {
  if (!(value > 0)) return 0;
  return atMost > 0 ? Math.round(Math.min(100, (value / atMost) * 75)) : 100;
}

function sentence(outcome: SurgeOutcome): string {
  const { arrivals, answered, refused, timedOut, lost, inside } = outcome.totals;
  const { p99 } = outcome.firstTokenSeconds;
  if (arrivals === 0) return `No question came. ${why(outcome)}`;
  const share = (part: number, name: string, many: string) =>
    part === 0 ? `none ${name}` : `${shareOf(part, arrivals)} ${many}`;
  const parts = [
    `${shareOf(answered, arrivals)} of ${count(arrivals)} questions are answered`,
    share(refused, "is refused", "are refused"),
    share(timedOut, "times out", "time out"),
  ];
  const left =
    inside === 0 ? "" : `; ${count(inside)} still ${inside === 1 ? "waits" : "wait"} for an answer at the end`;
  const whole = `${parts.join(", ")} and ${lost === 0 ? "none" : count(lost)} ${lost <= 1 ? "is" : "are"} lost${left}.`;
  const soon =
    outcome.verdict === "fails" || p99 === undefined ? "" : ` 99 of 100 answers begin within ${seconds(p99)}.`;
  return `${why(outcome)} ${whole}${soon}`;
}

function why(run: SurgeRun): string {
  const broken = run.promises.some(({ held }) => !held);
  return broken ? `Broken: ${verdictReason(run)}.` : `${capital(verdictReason(run))}.`;
}

function tiles(outcome: SurgeOutcome): [name: string, value: string, more: string][] {
  const { totals, firstTokenSeconds, cost, traffic } = outcome;
  const { arrivals, answered, refused, timedOut, lost, inside } = totals;
  const bound = firstTokenBound(outcome);
  const { unknown } = cost;
  return [
    ["Questions", count(arrivals), `at most ${amount(traffic.peakPerSecond)} a second`],
    [
      "Answered",
      shareOf(answered, arrivals),
      inside > 0 ? `${count(answered)}; ${count(inside)} still inside` : count(answered),
    ],
    ["Refused", shareOf(refused, arrivals), count(refused)],
    ["Timed out", shareOf(timedOut, arrivals), count(timedOut)],
    ["Lost", count(lost), arrivals > 0 && lost > 0 ? shareOf(lost, arrivals) : "taken in, never answered"],
    [
      "First token, p99",
      firstTokenSeconds.p99 === undefined ? nothing : seconds(firstTokenSeconds.p99),
      bound === undefined ? "no bound promised" : `promised ${seconds(bound)}`,
    ],
    [
      "Cost",
      costOf(outcome),
      unknown.length > 0
        ? `no price known: ${unknown.join(", ")}`
        : `nodes ${dollars(cost.nodes)}, tokens ${dollars(cost.tokens)}`,
    ],
  ];
}

/** A figure and its unit never stand on two lines. */
const together = (text: string): string => text.replace(/(?<=[\d<>≥]) (?=[\d%]|m?s\b)/g, "\u00a0");
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
