import * as http from "node:http";
import { parseArgs } from "node:util";
import { exposition, readSamples } from "./samples";

const { values } = parseArgs({
  options: { host: { type: "string" }, port: { type: "string" }, file: { type: "string" } },
});

/** The process that Prometheus scrapes for what `breakwater load` puts on. The file is read at each scrape: it is the only state. */
http
  .createServer((request, response) => {
    const found = request.url === "/metrics";
    response.writeHead(found ? 200 : 404, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
    response.end(found ? exposition(readSamples(values.file!)) : "only /metrics is here\n");
  })
  .listen(Number(values.port), values.host);
