import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContext, Page } from "playwright-core";
import { describeWithChromium, startChromium } from "../app/test/support/chromium";
import { surgeHtml } from "../twin/surge/report/html/page";
import { emptyOutcome, sampleOutcome } from "../twin/surge/report/testing/outcome";

describeWithChromium("the surge report in a browser", () => {
  let folder: string;
  let browser: { context: BrowserContext; close(): Promise<void> };
  let page: Page;
  const problems: string[] = [];
  const requests: string[] = [];
  const open = async (html: string): Promise<void> => {
    const file = join(folder, "surge.html");
    writeFileSync(file, html);
    await page.goto(pathToFileURL(file).href);
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-surge-page-"));
    browser = await startChromium();
    page = await browser.context.newPage();
    // A warning too: what the page's own policy stops is one of the errors, what is odd in its markup a warning.
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("request", (request) => requests.push(request.url()));
  }, 5 * 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: "light", media: "screen" });
    await open(surgeHtml(sampleOutcome()));
  });

  const value = (plot: string, label: string) =>
    page.locator(`#${plot} .legend li`, { hasText: label }).locator("b").first().innerText();
  const overflow = () =>
    page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

  test("shows the verdict, and every plot with lines in it", async () => {
    expect(await page.locator("h1").innerText()).toBe("Stack prod through sale-day");
    expect(await page.locator("#verdict").innerText()).toMatch(/^It holds\s+in simulation$/);
    const plots = page.locator(".plot");
    expect(await plots.count()).toBe(11);
    for (const plot of await plots.all()) {
      const box = (await plot.locator("svg").boundingBox())!;
      expect(box.width).toBeGreaterThan(600);
      expect(box.height).toBeGreaterThan(80);
      expect(await plot.locator("path.line").count()).toBeGreaterThan(0);
    }
  });

  test("has all plots on one time axis", async () => {
    const boxes = await page.evaluate<{ left: number; width: number }[]>(
      `[...document.querySelectorAll(".field")].map((field) => { const { left, width } = field.getBoundingClientRect(); return { left, width }; })`,
    );
    expect(boxes.length).toBeGreaterThan(11);
    expect(new Set(boxes.map(({ left, width }) => `${left} ${width}`)).size).toBe(1);
  });

  test("has the labels of a value axis at its lines, also beside a long legend", async () => {
    for (const plot of await page.locator(".plot").all()) {
      const field = (await plot.locator(".field").boundingBox())!;
      const axis = (await plot.locator(".ys").boundingBox())!;
      expect([axis.y, axis.height]).toEqual([field.y, field.height]);
    }
  });

  test("shows every value at the time under the pointer, and the peaks when it has gone", async () => {
    expect(await value("plot-traffic", "arrive")).toMatch(/^peak [\d.]+\/s$/);
    const { width } = (await page.locator("#plot-traffic .field").boundingBox())!;
    await page.locator("#plot-traffic .field").hover({ position: { x: width * 0.75, y: 40 } });
    expect(await page.locator("#now").innerText()).toMatch(/^1:(29|30):/);
    expect(
      await page.evaluate(`Number(getComputedStyle(document.querySelector("#plot-traffic .hair")).opacity)`),
    ).toBeGreaterThan(0.3);
    expect(await value("plot-traffic", "arrive")).toMatch(/^[\d.]+\/s$/);
    expect(await value("plot-first-token", "p99")).toMatch(/^[\d.]+ s$/);
    expect(await value("plot-workload-1", "ready")).toBe("3");
    expect(await value("plot-cost", "nodes")).toMatch(/^\$[\d.]+\/h$/);
    expect(await value("plot-compared-answered", "CPU alone")).toMatch(/^[\d.]+\/s$/);
    await page.mouse.move(2, 2);
    expect(await value("plot-traffic", "arrive")).toMatch(/^peak /);
  });

  test("keeps a time that was clicked, until Escape", async () => {
    await page.locator("#plot-traffic .field").click({ position: { x: 300, y: 40 } });
    const kept = await page.locator("#now").innerText();
    await page.locator("#plot-waiting .field").hover({ position: { x: 20, y: 40 } });
    expect(await page.locator("#now").innerText()).toBe(kept);
    await page.keyboard.press("Escape");
    expect(await page.locator("#now").innerText()).toBe("all of it");
  });

  test("goes through time by the keyboard, and to where a limit began to bind", async () => {
    await page.locator("#time").focus();
    await page.keyboard.press("End");
    expect(await page.locator("#now").innerText()).toBe("2:00:00");
    expect(await page.locator("#time").getAttribute("aria-valuetext")).toBe("2:00:00");
    await page.locator("#limits button", { hasText: "1:07:12" }).click();
    expect(await page.locator("#now").innerText()).toBe("1:07:15");
    expect(await page.locator("#limits .binds").allInnerTexts()).toEqual([
      expect.stringContaining("pool gpu1 is at its maximum of 3 nodes"),
    ]);
  });

  test.each([320, 390, 800, 1280])("has nothing that stands out of a screen of %i px", async (width) => {
    const sample = sampleOutcome();
    const long = "a-name-without-a-blank".repeat(8);
    const { replicas } = sample.series;
    await page.setViewportSize({ width, height: 800 });
    expect(await overflow()).toBe(0);
    await open(
      surgeHtml({
        ...sample,
        stack: long,
        title: long,
        binding: [{ t: 0, seconds: 60, limit: long }],
        promises: sample.promises.map((promise) => ({ ...promise, what: long })),
        assumptions: [{ path: long, value: long, source: `https://${long}` }],
        series: { ...sample.series, replicas: replicas.map((replica) => ({ ...replica, workload: long })) },
      }),
    );
    await page.locator("#assumptions summary").click();
    expect(await overflow()).toBe(0);
  });

  test("is dark where the reader has it dark, and light on paper", async () => {
    const background = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const light = await background();
    await page.emulateMedia({ colorScheme: "dark" });
    const brightness = (colour: string) => (colour.match(/\d+/g) ?? []).map(Number).reduce((a, b) => a + b);
    expect(brightness(await background())).toBeLessThan(150);
    expect(brightness(light)).toBeGreaterThan(650);
    await page.emulateMedia({ colorScheme: "dark", media: "print" });
    expect(await background()).toBe("rgb(255, 255, 255)");
    expect(await page.locator(".timebar").isVisible()).toBe(false);
  });

  // The text's contrast on what is behind it, by WCAG's formula; small grey text is the first to fail it.
  test.each(["light", "dark"] as const)("has text that can be read in %s", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const ratios = await page.evaluate<[string, number][]>(`(() => {
      const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
      const light = (colour) => {
        const [r, g, b] = parts(colour).map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = (element) => {
        for (let one = element; one; one = one.parentElement) {
          const colour = getComputedStyle(one).backgroundColor;
          if (parts(colour)[3] !== 0) return colour;
        }
      };
      return [...document.querySelectorAll("h2, h3, dt, small, td, caption, .axis, .ys span, .legend b, .when, .pill, summary, footer p")].map((element) => {
        const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
        return [element.className + " " + element.textContent.slice(0, 20), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
      });
    })()`);
    expect(ratios.length).toBeGreaterThan(100);
    expect(ratios.filter(([, ratio]) => ratio < 4.5)).toEqual([]);
  });

  test("stands with nothing in it", async () => {
    await open(surgeHtml(emptyOutcome()));
    expect(await page.locator(".timebar").isVisible()).toBe(false);
    expect(await overflow()).toBe(0);
  });

  test("asked for nothing but itself, and had nothing to complain of", () => {
    expect(requests.filter((url) => !url.startsWith(pathToFileURL(folder).href))).toEqual([]);
    expect(problems).toEqual([]);
  });
});
