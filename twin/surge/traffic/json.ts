import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { curveColumns, recordedColumns, type Report, type TrafficRow, type TrafficRows } from "./rows";

/** Reads `{"segments": […]}` or `{"questions": […]}`. JSON is YAML, and the YAML reader knows where each value stands. */
export function parseJson(text: string, report: Report): TrafficRows {
  const nothing: TrafficRows = { kind: "curve", rows: [] };
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineOf = (node: unknown): number => {
    const range = (node as { range?: [number, number, number] | null } | null)?.range;
    return range ? counter.linePos(range[0]).line : 1;
  };
  for (const { message, pos } of document.errors) {
    report(counter.linePos(pos[0]).line, `it is no JSON: ${message.split(/ at line \d+/)[0]}`);
  }
  if (document.errors.length > 0) return nothing;
  const { contents } = document;
  const pair = isMap(contents) && contents.items.length === 1 ? contents.items[0] : undefined;
  const key = String(pair?.key ?? "");
  if (pair === undefined || (key !== "segments" && key !== "questions") || !isSeq(pair.value)) {
    report(lineOf(contents), 'it must be {"segments": [...]} or {"questions": [...]}, and nothing else');
    return nothing;
  }
  const kind = key === "segments" ? "curve" : "recorded";
  const known: readonly string[] = kind === "curve" ? curveColumns : recordedColumns;
  const rows = pair.value.items.flatMap((item): TrafficRow[] => {
    if (!isMap(item)) {
      report(lineOf(item), `an object with ${known.join(", ")} must stand here`);
      return [];
    }
    const values: TrafficRow["values"] = {};
    for (const { key: name, value } of item.items) {
      if (!known.includes(String(name)))
        report(lineOf(name), `there is no "${String(name)}"; there are ${known.join(", ")}`);
      const plain: unknown = isScalar(value) ? value.value : undefined;
      values[String(name)] = typeof plain === "number" ? plain : JSON.stringify(plain ?? null);
    }
    return [{ line: lineOf(item), values }];
  });
  return { kind, rows };
}
