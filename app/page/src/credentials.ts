import { ofBrowser, ofTab } from "./storage";

const name = "breakwater.key";

/** The API key that this page sends, if any. */
export const apiKey = (): string | undefined => ofTab.get(name) ?? ofBrowser.get(name);

/** Takes a key for this tab, or for this browser. */
export function keepApiKey(key: string, where: "tab" | "browser"): void {
  forgetApiKey();
  (where === "browser" ? ofBrowser : ofTab).set(name, key);
}

/** Signs out. */
export function forgetApiKey(): void {
  ofTab.set(name, undefined);
  ofBrowser.set(name, undefined);
}

/** Visible ASCII: everything else cannot stand in a header, and `fetch` throws a TypeError that looks like a lost network. */
export const canBeKey = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);

/** Calls back when another tab of this browser signs in or out. */
export function onOtherTabsKey(changed: () => void): void {
  window.addEventListener("storage", (event) => {
    if (event.key === name || event.key === null) changed();
  });
}
