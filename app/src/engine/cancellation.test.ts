import { Cancellation } from "./cancellation";

test("tells every listener once, and is aborted when they hear of it", () => {
  const signal = new Cancellation();
  const heard: boolean[] = [];
  signal.addEventListener("abort", () => heard.push(signal.aborted));
  signal.addEventListener("abort", () => heard.push(signal.aborted));
  expect(signal.aborted).toBe(false);
  signal.abort();
  signal.abort();
  expect(heard).toEqual([true, true]);
});

test("a listener that was taken away hears nothing", () => {
  const signal = new Cancellation();
  const heard: string[] = [];
  const gone = () => heard.push("gone");
  signal.addEventListener("abort", gone);
  signal.addEventListener("abort", () => heard.push("there"));
  signal.removeEventListener("abort", gone);
  signal.abort();
  expect(heard).toEqual(["there"]);
});

test("a listener may take others away while it is told", () => {
  const signal = new Cancellation();
  const heard: string[] = [];
  const second = () => heard.push("second");
  signal.addEventListener("abort", () => signal.removeEventListener("abort", second));
  signal.addEventListener("abort", second);
  signal.addEventListener("abort", () => heard.push("third"));
  signal.abort();
  expect(heard).toContain("third");
});
