import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SurgeOutcome } from "../../outcome";
import { seconds, span, trafficName } from "../words";
import { limitsTimeline } from "./limits";
import { html, json, raw, type Markup } from "./markup";
import { comparisonPanels, costPanel, everyoneAnswered, fleetPanels, servingPanels } from "./panels";
import { CrosshairData } from "./plot/crosshair";
import { panel, type Panel } from "./plot/panel";
import { header, promises, verdict } from "./summary";
import { assumptions, comparison, latencies } from "./tables";

/** The page needs nothing but itself, and a browser holds it to that. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** In the order in which a later one may overrule an earlier one. */
const styles = ["base", "summary", "tables", "plots", "limits", "narrow", "print"];

const file = (name: string): Markup => raw(readFileSync(join(__dirname, name), "utf8"));

/** An outcome as one page that stands alone: to be opened, mailed, printed, with no network. The same outcome gives the same bytes. */
export function surgeHtml(outcome: SurgeOutcome): string {
  const runs = [outcome, ...Object.values(outcome.comparisons)];
  const end = Math.max(1, outcome.traffic.seconds, ...runs.map(({ series }) => series.t.at(-1) ?? 0));
  const crosshair = new CrosshairData(outcome.series.t, end);
  const plots = (panels: readonly Panel[]) => panels.map((content) => panel(content, end, crosshair));
  const fleet = fleetPanels(outcome);
  const { stack, traffic, simulationSeconds } = outcome;
  const word = outcome.verdict === "holds" ? "holds" : "fails";

  const body = html`${header(outcome)}
    <main class="wide">
      ${verdict(outcome)}
      <div class="two">
        <section aria-labelledby="promises">
          <h2 id="promises">Promises</h2>
          ${promises(outcome)}
        </section>
        <section aria-labelledby="latencies">
          <h2 id="latencies">Latency</h2>
          ${latencies(outcome)}
        </section>
      </div>
      <div class="course">
        <div class="timebar" hidden>
          <label for="time">Time</label> <output id="now" for="time">0:00:00</output
          ><input id="time" type="range" min="0" step="1" /><small
            >Move over a plot to read all of them, each for one step of ${span(outcome.series.stepSeconds)}; a click
            keeps the time.</small
          >
        </div>
        <section aria-labelledby="customers">
          <h2 id="customers">What customers saw</h2>
          ${plots(servingPanels(outcome))}
          ${everyoneAnswered(outcome) && html`<p class="quiet">Nobody was refused, gave up or was lost, at any time.</p>`}
        </section>
        <section aria-labelledby="fleet">
          <h2 id="fleet">How the fleet grew</h2>
          ${plots(fleet.panels)}
          ${fleet.unchanged.length > 0 && html`<p class="quiet">Did not change: ${fleet.unchanged.join(", ")}.</p>`}
        </section>
        <section aria-labelledby="bound">
          <h2 id="bound">What bound, and when</h2>
          ${limitsTimeline(outcome.binding, end)}
        </section>
        <section aria-labelledby="cost">
          <h2 id="cost">What it cost</h2>
          ${plots([costPanel(outcome)])}
        </section>
        ${
          runs.length > 1 &&
          html`<section aria-labelledby="compared">
            <h2 id="compared">Against other configurations</h2>
            ${comparison(runs)}${plots(comparisonPanels(runs))}
          </section>`
        }
      </div>
      <section aria-labelledby="assumed">
        <h2 id="assumed">What this rests on</h2>
        <p>
          The autoscalers, the scheduler and the limits are computed from the program itself. Boot times, latencies of
          the gateway and the habits of customers are assumptions; docs/surge.md explains them, and a run can have
          others.
        </p>
        ${assumptions(outcome)}
      </section>
    </main>
    <footer>
      <div class="wide">
        <p>
          <strong>This is a simulation.</strong> Nothing was deployed and nothing was measured. The declared stack took
          ${seconds(simulationSeconds)} to simulate; seed ${outcome.seed} gives the same figures again.
        </p>
        <p>
          Lines are averages over a few steps; the pale bands behind them reach from the least to the most. Colours:
          Okabe and Ito, “Color Universal Design” (2008), told apart by readers with any colour vision; lines that may
          coincide differ in their dashes too.
        </p>
      </div>
    </footer>`;

  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${raw(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${stack} ${word} ${trafficName(traffic)} (simulation) · Breakwater</title>
        <style>
          ${styles.map((name) => file(`style/${name}.css`))}
        </style>
      </head>
      <body>
        ${body}
        <script type="application/json" id="data">
          ${json(crosshair)}
        </script>
        <script>
          ${file("page.client.js")};
        </script>
      </body>
    </html> `.text;
}
