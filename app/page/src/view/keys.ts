/** Where there is only a touch screen, its keyboard has no Shift + Enter: Enter begins a line there, and the button sends. */
const touch = matchMedia("(pointer: coarse) and (hover: none)");

/**
 * Whether a key belongs to an input method: it takes the key to compose a character, or to end that. Chrome and Firefox say `isComposing`; Safari ends the
 * composition before the key, and tells it by the key code 229 only (https://bugs.webkit.org/show_bug.cgi?id=165004).
 */
export const ofInputMethod = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

/**
 * Sends what is typed in a field on Enter, and with Ctrl or the command key also on a touch screen. Shift + Enter begins a line. An Enter that an input
 * method takes does nothing here, also where the browser's key event does not say so between `compositionstart` and `compositionend`.
 */
export function sendOnEnter(field: HTMLTextAreaElement, send: () => void): void {
  let composing = false;
  field.addEventListener("compositionstart", () => (composing = true));
  // A field that is left composes nothing any more, whether its input method says so or not.
  for (const end of ["compositionend", "blur"]) field.addEventListener(end, () => (composing = false));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || composing || ofInputMethod(event) || event.shiftKey || event.altKey) return;
    if (touch.matches && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    // A key that is held down asks once.
    if (!event.repeat) send();
  });
}
