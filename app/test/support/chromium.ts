import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { describeUnless } from "./lacking";
import { toClose } from "./opened";

const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = candidates.find((path) => path !== undefined && existsSync(path));

/** `describe`, skipped without a Chromium. */
export const describeWithChromium = describeUnless(
  executablePath === undefined
    ? "there is no Chromium here: apt-get install chromium, or name it in CHROMIUM"
    : undefined,
);

/** A headless Chromium with a profile of its own that speaks to nobody but the test. */
export async function startChromium(): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), "breakwater-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    context,
    close: toClose(async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    }),
  };
}
