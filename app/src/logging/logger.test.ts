import { createLogger } from "./logger";

test("an error of Redis is logged without its command: the arguments are what users wrote", () => {
  const lines: string[] = [];
  const logger = createLogger({
    level: "info",
    service: "test",
    destination: { write: (line) => void lines.push(line) },
  });
  const command = { name: "set", args: ["task:1", "a question"] };
  logger.error({ err: Object.assign(new Error("OOM no memory"), { name: "ReplyError", command }) }, "failed");
  expect(lines[0]).toContain("OOM no memory");
  expect(lines[0]).not.toContain("a question");
});
