import { EventEmitter } from "node:events";
import * as fs from "node:fs";
import * as https from "node:https";
import * as os from "node:os";
import * as path from "node:path";
import { ApiServer } from "./api-server";

jest.mock("node:https", () => ({ ...jest.requireActual<object>("node:https"), request: jest.fn() }));

/** What was sent to the server, which answers when the test says so. */
interface Sent {
  method: string;
  answer: (body: object) => void;
}

describe("an API server whose command is interrupted", () => {
  let folder: string;
  const sent: Sent[] = [];
  const interruption = { controller: new AbortController() };
  beforeEach(() => {
    sent.length = 0;
    interruption.controller = new AbortController();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-api-"));
    fs.mkdirSync(path.join(folder, "pki"));
    for (const name of ["ca.crt", "admin.crt", "admin.key"]) fs.writeFileSync(path.join(folder, "pki", name), "");
    jest.mocked(https.request).mockImplementation(((
      _url: string,
      options: https.RequestOptions,
      onResponse: (r: object) => void,
    ) => {
      const request = Object.assign(new EventEmitter(), { end: () => undefined });
      // As Node does it: only a request that was given the signal fails with it.
      options.signal?.addEventListener("abort", () => request.emit("error", new Error("AbortError")));
      sent.push({
        method: options.method ?? "",
        answer: (body) => {
          const response = Object.assign(new EventEmitter(), {
            statusCode: 200,
            headers: { "content-type": "application/json" },
          });
          onResponse(response);
          response.emit("data", Buffer.from(JSON.stringify(body)));
          response.emit("end");
        },
      });
      return request;
    }) as never);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));
  const open = () => new ApiServer({ server: "https://127.0.0.1:1", folder }, interruption.controller.signal);
  const interrupt = () => interruption.controller.abort(new Error("interrupted by the user"));

  test("waits for no read", async () => {
    const reading = open().request("GET", "/api/v1/nodes");
    interrupt();
    await expect(reading).rejects.toThrow("interrupted by the user");
  });

  test("waits for the answer to a change: only that tells what the cluster has", async () => {
    const changing = open().request("PATCH", "/api/v1/nodes/a", {});
    interrupt();
    sent[0]!.answer({ kind: "Node" });
    await expect(changing).resolves.toEqual({ kind: "Node" });
  });

  test.each(["GET", "PATCH", "DELETE"])("sends no further %s", async (method) => {
    interrupt();
    await expect(open().request(method, "/api/v1/nodes/a")).rejects.toThrow("interrupted by the user");
    expect(sent).toEqual([]);
  });
});
