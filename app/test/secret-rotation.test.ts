import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventsOf, question, startApp, type TestApp } from "./support/app";
import { MountedSecret } from "./support/mounted-secret";
import { startGateway, type StandInGateway } from "./support/gateway";
import { until } from "./support/until";

const path = "/v1/chat/completions";

describe("rotation of the gateway's key in its mounted Secret", () => {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-rotation-"));
  let secret: MountedSecret;
  let gateway: StandInGateway;
  let app: TestApp;
  beforeEach(async () => {
    secret = new MountedSecret(mkdtempSync(join(folder, "mount-")), "holysheep-api-key", "key-one");
    gateway = await startGateway({ fixedMs: 10, firstTokenMs: 5, tokenMs: 2, tokens: 3, key: "key-one" });
    app = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      HOLYSHEEP_API_KEY: "",
      HOLYSHEEP_API_KEY_FILE: secret.file,
    });
  });
  afterEach(async () => {
    await app.close();
    await gateway.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("takes effect without a restart, loses no request under load, and is in no log", async () => {
    const seen: string[] = [];
    let running = true;
    const user = async (_: unknown, index: number): Promise<void> => {
      const stream = index % 2 === 0;
      while (running) {
        const response = await app.post(path, question({ stream }));
        const end = stream ? (await eventsOf(response)).at(-1) : Object.keys((await response.json()) as object)[0];
        seen.push(`${response.status} ${end}`);
      }
    };
    const users = Array.from({ length: 8 }, user);
    for (const key of ["key-two", "key-three"]) {
      const before = seen.length;
      await until(() => seen.length > before + 30);
      // The worst lawful order: the old key is dead at the very moment at which the new one is mounted.
      secret.rotate(key);
      gateway.setKey(key);
    }
    const after = seen.length;
    await until(() => seen.length > after + 30);
    running = false;
    await Promise.all(users);
    expect(new Set(seen)).toEqual(new Set(["200 [DONE]", "200 id"]));
    expect(app.lines.join("")).not.toMatch(/key-(one|two|three)/);
  });

  test("a provider that ends the old key before the new one is mounted: told as 502, without a storm, and over with the mount", async () => {
    const single = question({ model: "gpt-4.1" });
    gateway.setKey("key-two");
    const response = await app.post(path, single);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { code: "upstream_unauthorized" } });
    // The file was read again and says the same: a provider may lock out who repeats a dead key.
    expect(gateway.counts.begun).toBe(1);
    secret.rotate("key-two");
    // The very next request: it does not wait for the next look at the file.
    expect((await app.post(path, single)).status).toBe(200);
    expect(gateway.counts.begun).toBe(3);
  });

  test("a key that is refused at the gateway costs vLLM's users nothing", async () => {
    const vllm = await startGateway({ fixedMs: 5, tokens: 3 });
    const own = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      HOLYSHEEP_API_KEY: "dead",
      VLLM_BASE_URL: vllm.baseUrl,
    });
    const response = await own.post(path, question({ use_case: "simple_qa" }));
    expect([response.status, response.headers.get("x-backend")]).toEqual([200, "vllm"]);
    await own.close();
    await vllm.close();
  });
});
