import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

/** What a file offers and takes, by paths from the repository. */
export interface Source {
  /** Names that it makes itself and offers. */
  own: string[];
  /** Names that it hands on, by the name that it offers them under. */
  passed: Map<string, { from: string; name: string }>;
  /** Files all of whose names it hands on. */
  allOf: string[];
  /** Names that it takes; `*` for all of a file. */
  taken: { from: string; name: string }[];
  /** Whether it holds nothing beside what it hands on. */
  onlyForwards: boolean;
}

const repository = path.resolve(__dirname, "../..");

/** Every TypeScript and JavaScript file of the repository. */
export function sourceFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: repository,
    encoding: "utf8",
  });
  const files = listed.split("\n").filter((file) => /\.(ts|mjs|cjs|js)$/.test(file) && !file.endsWith(".d.ts"));
  return files.filter((file) => existsSync(path.join(repository, file)));
}

/** What every file of `files` offers and takes. */
export const readSources = (files: readonly string[]): Map<string, Source> =>
  new Map(files.map((file) => [file, readSource(file, readFileSync(path.join(repository, file), "utf8"))]));

/** What one file offers and takes. */
export function readSource(file: string, text: string): Source {
  const source: Source = { own: [], passed: new Map(), allOf: [], taken: [], onlyForwards: false };
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  for (const statement of tree.statements) readStatement(file, statement, source);
  const forwards = tree.statements.filter((node) => ts.isExportDeclaration(node) && node.moduleSpecifier);
  source.onlyForwards = forwards.length > 0 && forwards.length === tree.statements.length;
  const visit = (node: ts.Node): void => {
    takeInPassing(file, node, source);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return source;
}

function readStatement(file: string, node: ts.Statement, source: Source): void {
  if (ts.isExportDeclaration(node)) return readExport(file, node, source);
  if (ts.isImportDeclaration(node)) return readImport(file, node, source);
  if (!ts.canHaveModifiers(node) || !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return;
  if (ts.isVariableStatement(node)) {
    source.own.push(...node.declarationList.declarations.flatMap(({ name }) => namesOf(name)));
  } else if ("name" in node && node.name && !isCompanion(node)) source.own.push((node.name as ts.Identifier).text);
}

/** Whether it is a type that something else of its file speaks in, and that stands at its side for whoever wants to name it. */
function isCompanion(node: ts.Statement): boolean {
  if (!ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node)) return false;
  const rest = node.getSourceFile().statements.filter((other) => other !== node);
  return rest.some((other) => mentions(other, node.name.text));
}

const mentions = (node: ts.Node, name: string): boolean =>
  (ts.isIdentifier(node) && node.text === name) || ts.forEachChild(node, (child) => mentions(child, name)) === true;

const namesOf = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesOf(element.name) : []));

function readExport(file: string, node: ts.ExportDeclaration, source: Source): void {
  const from = node.moduleSpecifier && resolved(file, node.moduleSpecifier);
  const clause = node.exportClause;
  if (!clause) {
    if (from) source.allOf.push(from);
    return;
  }
  if (!ts.isNamedExports(clause)) {
    if (from) source.taken.push({ from, name: "*" });
    return;
  }
  for (const { name, propertyName } of clause.elements) {
    const offered = name.text;
    if (from) source.passed.set(offered, { from, name: (propertyName ?? name).text });
    else if (!node.moduleSpecifier) source.own.push(offered);
  }
}

function readImport(file: string, node: ts.ImportDeclaration, source: Source): void {
  const from = resolved(file, node.moduleSpecifier);
  const bindings = node.importClause?.namedBindings;
  if (!from || !bindings) return;
  if (ts.isNamedImports(bindings)) {
    for (const { name, propertyName } of bindings.elements) {
      source.taken.push({ from, name: (propertyName ?? name).text });
    }
  } else source.taken.push(...members(node.getSourceFile(), bindings.name.text).map((name) => ({ from, name })));
}

/** What is asked of a namespace called `namespace`; all of it where it is used as a value. */
function members(tree: ts.SourceFile, namespace: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === namespace && !ts.isNamespaceImport(node.parent)) {
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent) && parent.expression === node) found.push(parent.name.text);
      else if (ts.isQualifiedName(parent) && parent.left === node) found.push(parent.right.text);
      else if (!ts.isPropertyAccessExpression(parent)) found.push("*");
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** `import("…")`, `require("…")` and types of either: taken by the names that stand beside them, else as a whole. */
function takeInPassing(file: string, node: ts.Node, source: Source): void {
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    const from = resolved(file, node.argument.literal);
    const name = node.qualifier && (ts.isIdentifier(node.qualifier) ? node.qualifier : node.qualifier.right).text;
    if (from) source.taken.push({ from, name: name ?? "*" });
  }
  const [argument] = ts.isCallExpression(node) ? node.arguments : [];
  if (!ts.isCallExpression(node) || !argument || !/^(import|require|jest\.\w+)$/.test(node.expression.getText()))
    return;
  const from = resolved(file, argument);
  if (from) source.taken.push(...namesBeside(node).map((name) => ({ from, name })));
}

function namesBeside(call: ts.Node): string[] {
  let node = call;
  while (ts.isAwaitExpression(node.parent) || ts.isParenthesizedExpression(node.parent)) node = node.parent;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return [parent.name.text];
  if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name)) {
    return parent.name.elements.map(({ name, propertyName }) => (propertyName ?? name).getText());
  }
  return ["*"];
}

/** The file that a specifier means; `undefined` for what is not of this repository. */
function resolved(file: string, specifier: ts.Node): string | undefined {
  if (!ts.isStringLiteralLike(specifier)) return undefined;
  const [, ours] = /^@breakwater\/([\w-]+)$/.exec(specifier.text) ?? [];
  if (ours) return `packages/${ours}/src/index.ts`;
  if (!specifier.text.startsWith(".")) return undefined;
  const target = path.posix.join(path.posix.dirname(file), specifier.text).replace(/\/$/, "");
  return [target, `${target}.ts`, `${target}/index.ts`, `${target}.cjs`].find((candidate) => {
    const place = path.join(repository, candidate);
    return existsSync(place) && statSync(place).isFile();
  });
}

/**
 * Names that a file offers and nobody takes from it, as `file: name`.
 *
 * @param isFace whether a file's names are for people outside this repository: all of them count as taken
 */
export function idleNames(sources: ReadonlyMap<string, Source>, isFace: (file: string) => boolean): string[] {
  const taken = new Set<string>();
  const take = (from: string, name: string): void => {
    const source = sources.get(from);
    const key = `${from}: ${name}`;
    if (!source || taken.has(key)) return;
    taken.add(key);
    if (name === "*") for (const offered of [...source.own, ...source.passed.keys()]) take(from, offered);
    const passed = source.passed.get(name);
    if (passed) take(passed.from, passed.name);
    for (const other of source.allOf) take(other, name);
  };
  for (const [file, source] of sources) {
    for (const { from, name } of source.taken) if (from !== file) take(from, name);
    if (isFace(file)) take(file, "*");
  }
  return [...sources].flatMap(([file, { own, passed }]) =>
    [...own, ...passed.keys()].map((name) => `${file}: ${name}`).filter((key) => !taken.has(key)),
  );
}
