import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import table from "../../twin/rooms.json";

/** A room of the twin: a folder, or a single file. */
export interface Room {
  /** Path in twin/, without `.ts` for a file. */
  name: string;
  holds: string;
  /** What others may import of it: files in the room, without `.ts`. */
  faces: string[];
  /** Rooms that it may import, and rooms of the house. */
  mayImport: string[];
}

/** One import of a file, by paths from the repository. */
export interface Import {
  from: string;
  to: string;
}

const repository = path.resolve(__dirname, "../..");

/** The rooms as twin/rooms.json has them, in its order: a room comes after all that it may import. */
export const rooms: Room[] = Object.entries(table).map(([name, room]) => ({ faces: ["index"], ...room, name }));

/** What the rooms of the twin may be given of the rest of the house. */
export const outerRooms = ["policies"];

/** The room of a file of twin/; the innermost where rooms lie in one another. */
export function roomOf(file: string, all: readonly Room[] = rooms): Room | undefined {
  const inTwin = file.replace(/^twin\//, "");
  return all
    .filter(({ name }) => inTwin === `${name}.ts` || inTwin.startsWith(`${name}/`))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

/** Whether a file is of the twin itself, not one of its tests or what they share. */
function isSource(file: string): boolean {
  return /^twin\/.*\.ts$/.test(file) && !/\.test\.ts$|\/(testing|fixtures)\//.test(file);
}

/** Every source file of the twin, from the repository. */
export function twinSources(): string[] {
  return readdirSync(path.join(repository, "twin"), { recursive: true, encoding: "utf8" })
    .map((file) => `twin/${file.split(path.sep).join("/")}`)
    .filter(isSource)
    .sort();
}

/** The files that a file of the repository imports, in whatever way: also lazily, and for types alone. */
export function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(repository, file), "utf8");
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier?.startsWith(".")) imports.push({ from: file, to: resolved(file, specifier) });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return imports;
}

function specifierOf(node: ts.Node): string | undefined {
  const literal = (value: ts.Node | undefined): string | undefined =>
    value !== undefined && ts.isStringLiteralLike(value) ? value.text : undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal);
  if (!ts.isCallExpression(node)) return undefined;
  const called = node.expression;
  const loads =
    called.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(called) && called.text === "require") ||
    (ts.isPropertyAccessExpression(called) && called.getText() === "require.resolve");
  return loads ? literal(node.arguments[0]) : undefined;
}

function resolved(from: string, specifier: string): string {
  const target = path.posix.join(path.posix.dirname(from), specifier);
  const candidates = [target, `${target}.ts`, `${target}/index.ts`];
  const isFile = (name: string): boolean => {
    const place = path.join(repository, name);
    return existsSync(place) && statSync(place).isFile();
  };
  return candidates.find(isFile) ?? target;
}

/** What is wrong with an import, by the table; `undefined` where nothing is. */
export function wrongWith({ from, to }: Import, all: readonly Room[] = rooms): string | undefined {
  const room = roomOf(from, all);
  if (!room) return `${from} stands in no room of twin/rooms.json`;
  // Data beside the code, such as package.json for its version.
  if (!/\.(ts|cjs|mjs)$/.test(to)) return undefined;
  const outer = to.split("/")[0]!;
  if (outer !== "twin")
    return room.mayImport.includes(outer) ? undefined : `${from} → ${to}: ${room.name} may not import ${outer}/`;
  const other = roomOf(to, all);
  if (!other) return `${from} → ${to}: the latter stands in no room of twin/rooms.json`;
  if (other === room) return undefined;
  if (!room.mayImport.includes(other.name)) return `${from} → ${to}: ${room.name} may not import ${other.name}`;
  const faces = other.faces.map((face) => (to === `twin/${other.name}.ts` ? to : `twin/${other.name}/${face}.ts`));
  return faces.includes(to) ? undefined : `${from} → ${to}: that is the inside of ${other.name}`;
}

/** The names of rooms that import one another in a circle, in its order; `undefined` where there is none. */
export function cycleIn(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const search = (name: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of edges.get(name) ?? []) {
      const cycle = search(next, [...way, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of edges.keys()) {
    const cycle = search(name, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** The section of docs/architecture.md about the rooms: drawing and table. */
export function roomsSection(all: readonly Room[] = rooms): string {
  const rows = all.map(({ name, holds, mayImport }) => {
    const others = mayImport.length === 0 ? "nothing of ours" : mayImport.map((other) => `\`${other}\``).join(", ");
    const isFile = !existsSync(path.join(repository, "twin", name));
    return `| [\`${name}\`](../twin/${name}${isFile ? ".ts" : ""}) | ${holds} | ${others} |`;
  });
  return `${drawing(all)}

| room of \`twin/\` | holds | may import |
|---|---|---|
${rows.join("\n")}
`;
}

/** Rooms of the first level, each with those that it needs beyond what these bring along. */
function drawing(all: readonly Room[]): string {
  const top = (name: string): string => name.split("/")[0]!;
  const names = [...new Set(all.map(({ name }) => top(name)))];
  const needs = (name: string): string[] => {
    const others = all.filter((room) => top(room.name) === name).flatMap(({ mayImport }) => mayImport.map(top));
    return [...new Set(others)].filter((other) => other !== name && names.includes(other));
  };
  const reach = (name: string): Set<string> => new Set(needs(name).flatMap((other) => [other, ...reach(other)]));
  const arrows = names.flatMap((name) => {
    const direct = needs(name);
    const drawn = direct.filter((other) => !direct.some((between) => between !== other && reach(between).has(other)));
    return drawn.length > 0 ? [`  ${name} --> ${drawn.sort().join(" & ")}`] : [];
  });
  return ["```mermaid", "flowchart TD", ...arrows.reverse(), "```"].join("\n");
}
