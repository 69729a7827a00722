/**
 * Writes the drawing and the table of the twin's rooms into docs/architecture.md. `npm run docs` runs it; tests/twin-rooms.test.ts
 * holds that they are up to date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { roomsSection } from "../tests/support/twin-rooms";

const page = join(__dirname, "../docs/architecture.md");
const [begin, end] = ["<!-- twin/rooms.json: npm run docs writes it -->\n", "\n<!-- end of twin/rooms.json -->"];
const text = readFileSync(page, "utf8");
const [before, rest] = text.split(begin);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`${page} lacks the marks of its generated part`);
writeFileSync(page, `${before}${begin}\n${roomsSection()}${end}${after}`);
