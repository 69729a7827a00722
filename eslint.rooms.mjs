import { readFileSync } from "node:fs";
import { posix as path } from "node:path";

/**
 * The rooms inside twin/: what each holds, by which files others may import it (`faces`, `index` where none are named), and which
 * it may import. tests/twin-rooms.test.ts holds the same table against every import, and that docs/architecture.md shows it.
 */
const rooms = JSON.parse(readFileSync(new URL("twin/rooms.json", import.meta.url), "utf8"));

/** Folders that lie in one another inside a room, at most. */
const deepest = 4;

/** Tests of a room may look into others. */
const tests = ["**/*.test.ts", "**/testing/**", "**/fixtures/**"];

/**
 * Blocks of `no-restricted-imports` for each room, so that an editor shows what leaves its room. A path says nothing of the folder
 * that it starts from, so each depth of folders has a block of its own.
 *
 * @param {{ paths: object[], patterns: object[] }} everywhere what is restricted in every room of the house
 */
export function twinRooms(everywhere) {
  return Object.keys(rooms).flatMap((room) => {
    const inner = Object.keys(rooms).filter((other) => other.startsWith(`${room}/`));
    const ignores = [...tests, ...inner.flatMap((other) => [`twin/${other}/**`, `twin/${other}.ts`])];
    const block = (files, folder, ups) => ({
      files: [files],
      ignores,
      rules: { "no-restricted-imports": ["error", restrictions(everywhere, room, inner, folder, ups)] },
    });
    const folders = Array.from({ length: deepest + 1 }, (_, depth) =>
      block(`twin/${room}/${"*/".repeat(depth)}*.ts`, path.join(room, "x/".repeat(depth)), depth + 1),
    );
    // A room may be a single file.
    return [block(`twin/${room}.ts`, path.dirname(room), 0), ...folders];
  });
}

function restrictions({ paths, patterns }, room, inner, folder, ups) {
  const allowed = rooms[room].mayImport.flatMap((other) =>
    rooms[other] ? ways(folder, other) : [outside(folder, other)],
  );
  const leaving = ups === 0 ? ["\\."] : [Array(ups).fill("\\.\\.").join("/")];
  const entering = inner.map((other) => escaped(specifier(folder, other)));
  return {
    paths,
    patterns: [
      ...patterns,
      {
        // Data beside the code, such as package.json, is no room.
        regex: `^(?!(?:${[...allowed, ".*\\.json"].join("|")})$)(?:${[...leaving, ...entering].join("|")})(?:/|$)`,
        message: `twin/${room} may not import this: twin/rooms.json says which rooms it may, and by which of their files.`,
      },
    ],
  };
}

/** How a room's faces are written from a folder. */
function ways(folder, room) {
  const faces = rooms[room].faces ?? ["index"];
  return faces.map((face) => escaped(specifier(folder, path.join(room, face).replace(/\/index$/, ""))));
}

/** Anything of another room of the house. */
function outside(folder, room) {
  return `${escaped(specifier(folder, path.join("..", room)))}(?:/.*)?`;
}

function specifier(folder, target) {
  const relative = path.relative(folder, target);
  return relative.startsWith(".") ? relative : `./${relative}`;
}

function escaped(text) {
  return text.replaceAll(".", "\\.");
}
