import { curveColumns, recordedColumns, type Report, type TrafficRow, type TrafficRows } from "./rows";

/** Reads a table with a header. Empty lines and lines that begin with # are left out. */
export function parseCsv(text: string, report: Report): TrafficRows {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((content, index) => ({ content: content.trim(), line: index + 1 }))
    .filter(({ content }) => content !== "" && !content.startsWith("#"));
  const header = lines[0];
  if (header === undefined) {
    report(1, "there is nothing in it; a header such as from,to,rate or at is needed");
    return { kind: "curve", rows: [] };
  }
  const columns = header.content.split(",").map((name) => name.trim());
  const kind = columns.includes("at") ? "recorded" : "curve";
  const known: readonly string[] = kind === "recorded" ? recordedColumns : curveColumns;
  const unknown = columns.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    report(
      header.line,
      `there is no column "${unknown.join('", "')}"; a header is from,to,rate or from,to,fromRate,toRate or at,promptTokens,outputTokens`,
    );
    return { kind, rows: [] };
  }
  const rows = lines.slice(1).flatMap(({ content, line }): TrafficRow[] => {
    const cells = content.split(",").map((cell) => cell.trim());
    if (cells.length !== columns.length) {
      report(line, `it has ${cells.length} values; the header names ${columns.length}`);
      return [];
    }
    // An empty cell is one that is not there.
    const values = columns.flatMap((name, index) => (cells[index] === "" ? [] : [[name, numberOf(cells[index]!)]]));
    return [{ line, values: Object.fromEntries(values) as TrafficRow["values"] }];
  });
  return { kind, rows };
}

/** What is no number stays as it is, for whoever checks it. */
function numberOf(cell: string): number | string {
  const number = Number(cell);
  return Number.isFinite(number) ? number : cell;
}
