import { bounded, ownPath } from "./command";
import type { Run } from "./command";

describe("bounded", () => {
  test("runs no more than so many at once, and all in the end", async () => {
    let [running, most, done] = [0, 0, 0];
    const slow: Run = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done += 1;
      return { kind: "absent" };
    };
    const seen: [number, number][] = [];
    const run = bounded(slow, 3, (ended, asked) => seen.push([ended, asked]));
    await Promise.all(Array.from({ length: 10 }, () => run("az", [])));
    expect({ most, done, last: seen.at(-1) }).toEqual({ most: 3, done: 10, last: [10, 10] });
  });

  test("goes on after a command that fails", async () => {
    let calls = 0;
    const failing: Run = () => {
      calls += 1;
      return Promise.reject(new Error("no"));
    };
    const run = bounded(failing, 1);
    await Promise.allSettled([run("az", []), run("az", [])]);
    expect(calls).toBe(2);
  });
});

test("the tools of a machine are looked for without the Node.js that runtime/with-node.sh has brought", () => {
  expect(ownPath({ PATH: "/cache/node/bin:/usr/bin:/bin", BREAKWATER_NODE_FOLDER: "/cache/node/bin" })).toBe(
    "/usr/bin:/bin",
  );
  expect(ownPath({ PATH: "/usr/bin:/bin" })).toBe("/usr/bin:/bin");
});
