#!/usr/bin/env node
/**
 * Writes the tables of options in docs/components from the components' own doc comments: what a reader of the page and a
 * reader of the code are told is the same text.
 *
 *   node scripts/component-options.mjs            writes them
 *   node scripts/component-options.mjs --check    exit 1 and the names of pages that are not up to date
 *   node scripts/component-options.mjs --list     every component with its arguments and the page that is called as it, as JSON
 *
 * A page says where its tables come from: `<!-- options: components/azure/budget.ts BudgetArgs -->` up to `<!-- /options -->`.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pages = join(root, "docs/components");
const block = /(<!-- options: (\S+) (\w+) -->\n)[^]*?(<!-- \/options -->)/g;

const parsed = new Map();
const sourceOf = (file) => {
  if (!parsed.has(file)) {
    const text = readFileSync(join(root, file), "utf8");
    parsed.set(file, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  }
  return parsed.get(file);
};

/** The interface `name` of a file, or of the one that the file imports or re-exports it from. */
function findInterface(file, name) {
  const source = sourceOf(file);
  for (const node of source.statements) {
    if (ts.isInterfaceDeclaration(node) && node.name.text === name) return { file, node };
  }
  for (const node of source.statements) {
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) continue;
    const from = node.moduleSpecifier?.text;
    if (from?.startsWith(".") && new RegExp(`\\b${name}\\b`).test(node.getText())) {
      const there = join(dirname(file), from);
      return findInterface(existsSync(join(root, `${there}.ts`)) ? `${there}.ts` : `${there}/index.ts`, name);
    }
  }
  throw new Error(`${file} has no interface ${name}`);
}

const commentOf = (member) => {
  const [comment] = ts.getJSDocCommentsAndTags(member);
  const text =
    typeof comment?.comment === "string" ? comment.comment : (comment?.comment ?? []).map((c) => c.text).join("");
  return text.replace(/\s+/g, " ").trim();
};

/** `pulumi.Input<string>` is a `string` to whoever reads a table. */
const typeOf = (member) => {
  let text = member.type.getText().replace(/\s+/g, " ");
  for (let before; before !== text;) {
    before = text;
    text = text.replace(/pulumi\.Input<((?:[^<>]|<[^<>]*>)*)>/g, "$1");
  }
  return `\`${text.replaceAll("|", "\\|")}\``;
};

function rowOf(member) {
  const comment = commentOf(member);
  // The default is one sentence; what stands after it belongs to the meaning.
  const stated = /(?:^|\s)Default: ([^]*?)(?:\.\s+(?=[A-Z])|\.?$)/.exec(comment);
  const meaning = (
    stated ? `${comment.slice(0, stated.index)} ${comment.slice(stated.index + stated[0].length)}` : comment
  ).trim();
  const byDefault = stated ? stated[1] : member.questionToken ? "none" : "required";
  const cells = [`\`${member.name.getText()}\``, typeOf(member), meaning, byDefault];
  return cells.map((cell, index) => (index === 1 ? cell : cell.replaceAll("|", "\\|")));
}

/** Inherited members come last: they are the same everywhere. */
function membersOf(file, name) {
  const { file: home, node } = findInterface(file, name);
  const own = node.members.filter(ts.isPropertySignature);
  const parents = (node.heritageClauses ?? []).flatMap(({ types }) =>
    types.map(({ expression }) => expression.getText()),
  );
  return [...own, ...parents.flatMap((parent) => membersOf(home, parent))];
}

function tableOf(file, name) {
  const rows = [["argument", "type", "meaning", "default"], ...membersOf(file, name).map(rowOf)];
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const [head, ...body] = rows.map(line);
  return [head, line(["---", "---", "---", "---"]), ...body].join("\n");
}

/** What a component extends: Pulumi's own class, or the frame of those that are a third-party chart. */
const bases = ["pulumi.ComponentResource", "ChartComponent"];

/** The classes of a file that are components, each with the name of its arguments' interface. */
function componentsOf(file) {
  return sourceOf(file)
    .statements.filter(ts.isClassDeclaration)
    .flatMap((node) => {
      const extended = node.heritageClauses?.[0]?.types[0]?.expression.getText();
      const isFrame = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword);
      if (isFrame || !bases.includes(extended)) return [];
      const constructor = node.members.find(ts.isConstructorDeclaration);
      const args = constructor?.parameters.find(({ name }) => name.getText() === "args")?.type?.getText();
      if (args === undefined) throw new Error(`${file}: ${node.name?.text} has no constructor(name, args, opts)`);
      const kebab = node.name.text.replace(/(?<=[a-z0-9])[A-Z]/g, "-$&").toLowerCase();
      return [{ file, args, page: `docs/components/${file.split("/")[1]}-${kebab}.md` }];
    });
}

if (process.argv.includes("--list")) {
  const files = readdirSync(join(root, "components"), { recursive: true })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => `components/${file}`)
    .sort();
  console.log(JSON.stringify(files.flatMap(componentsOf), undefined, 2));
  process.exit(0);
}

const stale = [];
for (const page of readdirSync(pages).filter((name) => name.endsWith(".md"))) {
  const path = join(pages, page);
  const before = readFileSync(path, "utf8");
  const after = before.replace(block, (_, open, file, name, close) => `${open}\n${tableOf(file, name)}\n\n${close}`);
  if (after === before) continue;
  stale.push(page);
  if (!process.argv.includes("--check")) writeFileSync(path, after);
}
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(`not up to date: ${stale.join(", ")}; run node scripts/component-options.mjs`);
  process.exit(1);
}
