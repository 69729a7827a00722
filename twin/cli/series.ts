const label = String.raw`[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"`;
const series = new RegExp(String.raw`^[a-zA-Z_:][\w:]*(?:\{${label}(?:,${label})*\})?$`);

/** Whether a text names a series of Prometheus: a metric, with or without labels. */
export function isSeries(text: string): boolean {
  return series.test(text);
}
