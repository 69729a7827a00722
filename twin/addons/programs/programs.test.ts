import type { BuildOptions } from "../../controlplane";
import type { ProgramSource } from "./program-source";
import { Programs } from "./programs";

const options: BuildOptions = { onProgress: () => undefined, signal: new AbortController().signal };

/** A promise, and what settles it. */
function open<T>() {
  let [resolve, reject] = [(_: T): void => {}, (_: Error): void => {}];
  const promise = new Promise<T>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}

describe("Programs", () => {
  let begun: string[];
  beforeEach(() => (begun = []));

  const source = (title: string, there: boolean, result: Promise<string> = Promise.resolve(title)) =>
    ({
      title,
      from: "build",
      isThere: () => Promise.resolve(there),
      obtain: () => {
        begun.push(title);
        return result;
      },
    }) satisfies ProgramSource<string>;
  /** Everything that waits for nothing but promises that are settled. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test("gives what is there at once, and builds nothing before its turn", async () => {
    const [platform, build] = [open<undefined>(), open<string>()];
    const [redis, keda, prometheus] = [
      source("Redis", true),
      source("KEDA", false, build.promise),
      source("Prometheus", false),
    ];
    const programs = new Programs([redis, keda, prometheus], options, platform.promise);
    expect(await programs.of(redis)).toBe("Redis");
    await settled();
    expect(begun).toEqual(["Redis"]);
    platform.resolve(undefined);
    await settled();
    expect(begun).toEqual(["Redis", "KEDA"]);
    build.resolve("KEDA's folder");
    expect(await programs.of(prometheus)).toBe("Prometheus");
    expect(await programs.of(keda)).toBe("KEDA's folder");
  });

  test("goes on after one that cannot be had, and tells whoever asks for it why", async () => {
    const keda = source("KEDA", false, Promise.reject(new Error("there is no go")));
    const prometheus = source("Prometheus", false);
    const programs = new Programs([keda, prometheus], options, Promise.resolve());
    expect(await programs.of(prometheus)).toBe("Prometheus");
    await expect(programs.of(keda)).rejects.toThrow("there is no go");
  });

  test("builds nothing where the platform did not come up", async () => {
    const platform = open<undefined>();
    const keda = source("KEDA", false);
    const programs = new Programs([keda], options, platform.promise);
    platform.reject(new Error("the API server is gone"));
    await expect(programs.of(keda)).rejects.toThrow("the API server is gone");
    expect(begun).toEqual([]);
  });

  test("obtains one that is named wrongly at once: that fails, and says how it is named", async () => {
    const redis = source("Redis", false, Promise.reject(new Error("BREAKWATER_REDIS is /nowhere")));
    redis.isThere = () => Promise.reject(new Error("BREAKWATER_REDIS is /nowhere"));
    const programs = new Programs([redis], options, new Promise(() => undefined));
    await expect(programs.of(redis)).rejects.toThrow("BREAKWATER_REDIS is /nowhere");
  });
});
