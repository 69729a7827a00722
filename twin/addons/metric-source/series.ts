const LABEL = String.raw`[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"`;
const SERIES = new RegExp(String.raw`^[a-zA-Z_:][\w:]*(?:\{${LABEL}(?:,${LABEL})*\})?$`);

/** Whether a text names a series of Prometheus: a metric, with or without labels. */
export function isSeries(text: string): boolean {
  return SERIES.test(text);
}
