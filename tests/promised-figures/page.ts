import { figures } from "./figures";

/** docs/coverage.md: where each promised figure stands. */
export function coveragePage(): string {
  const code = (value: unknown) =>
    value === undefined ? "absent" : `\`${JSON.stringify(value).replaceAll("|", "\\|")}\``;
  const rows = figures.map(
    ({ id, promise, stack, type, name, path, value }) =>
      `| ${id} | ${promise} | ${stack} | \`${type.split(":").at(-1)}\` ${name} | \`${path}\` | ${code(value)} |`,
  );
  return `# Coverage

Where each figure that the platform promises stands in the Plans of dev and prod: ${figures.length} figures. \`tests/coverage.test.ts\` holds every line.
\`component\` is what a component does by its defaults where no stack uses it.

| id | promise | stack | resource | property | value |
|---|---|---|---|---|---|
${rows.join("\n")}
`;
}
