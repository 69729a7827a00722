/** The outcome of a surge, as text and as a page. */
export { surgeHtml } from "./html/page";
export { surgeText } from "./text";
