import { formatSeconds, Progress } from "./progress";

describe("Progress", () => {
  let text: string;
  let clock: number;
  const out = (isTTY: boolean) => ({ write: (part: string) => (text += part), isTTY, columns: 60 });
  beforeEach(() => {
    jest.useFakeTimers();
    text = "";
    clock = 0;
  });
  afterEach(() => jest.useRealTimers());

  const pass = (seconds: number) => {
    for (let passed = 0; passed < seconds * 5; passed++) {
      clock += 200;
      jest.advanceTimersByTime(200);
    }
  };

  test("writes into a log a line for each step, and one every 15 s for a long step", () => {
    const progress = new Progress(out(false), () => clock);
    progress.step({ text: "building", secondsLeft: 90 });
    pass(31);
    // Something else is printed meanwhile: the step is not a new one for that.
    progress.clear();
    progress.step({ text: "building", secondsLeft: 60 });
    progress.step({ text: "applying", detail: "vllm" });
    progress.step({ text: "applying", detail: "ai-service" });
    pass(16);
    progress.stop();
    expect(text.split("\n")).toEqual([
      "building (about 1 min 30 s left; only the first time)",
      "building, 15 s (about 1 min 30 s left; only the first time)",
      "building, 30 s (about 1 min 30 s left; only the first time)",
      "applying",
      "applying, ai-service, 15 s",
      "",
    ]);
  });

  test("keeps one line on a terminal, no wider than it, and takes it away in the end", () => {
    const progress = new Progress(out(true), () => clock);
    progress.step({ text: "applying", detail: "a-very-long-name-that-does-not-fit-into-the-line-of-the-terminal" });
    pass(1);
    progress.stop();
    expect(text).not.toContain("\n");
    const lines = text.split("\r\u001B[K");
    expect(Math.max(...lines.map((line) => line.length))).toBe(59);
    expect(text.endsWith("\r\u001B[K")).toBe(true);
  });

  test.each([false, true])("lets a lasting line stay above the step that goes on (terminal: %s)", (isTTY) => {
    const progress = new Progress(out(isTTY), () => clock);
    progress.step({ text: "building" });
    progress.step({ text: "nobody answers", lasting: true });
    pass(1);
    progress.stop();
    const clear = isTTY ? "\r\u001B[K" : "";
    expect(text.startsWith(`${clear}building${isTTY ? clear : "\n"}nobody answers\n`)).toBe(true);
    expect(text.split("nobody answers")).toHaveLength(2);
  });

  test.each([
    [5, "5 s"],
    [59.6, "1 min 00 s"],
    [185, "3 min 05 s"],
  ])("writes %d seconds as %s", (seconds, written) => expect(formatSeconds(seconds)).toBe(written));
});
