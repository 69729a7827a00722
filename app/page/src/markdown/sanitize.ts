import createDomPurify from "dompurify";

const purify = createDomPurify(window);

/** What markdown becomes, and nothing else: no image, form, style, script, frame or SVG, whatever the parser lets through. */
const allowed = {
  ALLOWED_TAGS:
    "p br hr strong em del a code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 table thead tbody tr th td".split(" "),
  ALLOWED_ATTR: ["href", "class", "start", "align"],
  // Of every other attribute, the value must be such an address as well.
  ADD_URI_SAFE_ATTR: ["start", "align"],
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};

/** Harmless elements of markup that may hold anything. DOMPurify parses it by its own Trusted Types policy, the only one that the page's CSP allows. */
export function sanitized(markup: string): DocumentFragment {
  const fragment = purify.sanitize(markup, { ...allowed, RETURN_DOM_FRAGMENT: true });
  for (const link of fragment.querySelectorAll("a")) {
    // The other side learns neither where a click came from nor gets hold of this window.
    link.rel = "noopener noreferrer";
    link.target = "_blank";
  }
  for (const element of fragment.querySelectorAll("[class]")) {
    if (!/^(?:plain|language-[\w+#.-]+)$/.test(element.className)) element.removeAttribute("class");
  }
  return fragment;
}
