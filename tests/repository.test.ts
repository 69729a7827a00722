import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { root } from "./support/breakwater";

/** Files of the repository itself: who owns what, what is kept up to date, how a weakness is reported. */

const read = (file: string): string => fs.readFileSync(path.join(root, file), "utf8");

/** Folders with a file of a pattern, from the repository, `/` the repository itself. */
function foldersWith(pattern: RegExp, folder = ""): string[] {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory())
      return /^(node_modules|\.git|\.breakwater|dist)$/.test(entry.name) ? [] : foldersWith(pattern, inside);
    return pattern.test(inside) ? [`/${folder}`] : [];
  });
}

test("dependabot looks after every folder of every ecosystem", () => {
  interface Updates {
    updates: { "package-ecosystem": string; directory?: string; directories?: string[] }[];
  }
  const { updates } = parse(read(".github/dependabot.yml")) as Updates;
  const looked = updates.flatMap(({ "package-ecosystem": ecosystem, directory, directories = [directory!] }) =>
    directories.map((folder) => `${ecosystem} ${folder}`),
  );
  const needed = [
    ["docker", /(^|\/)Dockerfile$/],
    ["github-actions", /^\.github\/actions\/[^/]+\/action\.yml$/],
    ["gomod", /(^|\/)go\.mod$/],
    ["npm", /(^|\/)package-lock\.json$/],
    ["pip", /(^|\/)requirements\.txt$/],
  ].flatMap(([ecosystem, pattern]) =>
    foldersWith(pattern as RegExp).map((folder) => `${ecosystem as string} ${folder}`),
  );
  // Workflows are read from the repository's folder.
  expect(looked.sort()).toEqual([...needed, "github-actions /"].sort());
});

test("CODEOWNERS names owners only of what is there", () => {
  const owned = read(".github/CODEOWNERS")
    .split("\n")
    .filter((line) => line.startsWith("/"));
  expect(owned.length).toBeGreaterThan(0);
  for (const line of owned) expect(fs.existsSync(path.join(root, line.split(" ")[0]!))).toBe(true);
});

test("what deploys and what guards it has owners of its own", () => {
  for (const folder of [
    "/.github/",
    "/policies/",
    "/scripts/",
    "/stacks/prod.ts",
    "/Pulumi.prod.yaml",
    "/package-lock.json",
  ])
    expect(read(".github/CODEOWNERS")).toMatch(new RegExp(`^${folder}\\s.*@breakwater/security`, "m"));
});

test("SECURITY.md says how to report in private, what counts and which versions are mended", () => {
  const text = read("SECURITY.md");
  for (const heading of ["## How to report", "## What counts", "## Which versions"]) expect(text).toContain(heading);
  expect(text).toContain("in private");
});

// `--selectProjects` takes every word that follows: a path there is a project that is not known, and everything is run, with UPDATE_GOLDEN everything
// that this variable rewrites.
test.each(["CONTRIBUTING.md", "README.md", "Makefile", "tests/plan.test.ts"])(
  "%s hands no path to jest's --selectProjects",
  (file) => {
    for (const [command] of read(file).matchAll(/jest .*--selectProjects.*/g))
      expect(command).not.toMatch(/--selectProjects (?!--)(?:\w+ )*\S*[/.]/);
  },
);
