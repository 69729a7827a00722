import { addressOf } from "./mirror";

test("a registry is asked at its own host", () =>
  expect(addressOf("ghcr.io", {})).toEqual({ origin: "https://ghcr.io", prefix: "" }));

test.each([
  ["https://mirror.example", "https://mirror.example", "ghcr.io/"],
  ["https://mirror.example:5000/cache/", "https://mirror.example:5000", "cache/ghcr.io/"],
  ["http://127.0.0.1:5000", "http://127.0.0.1:5000", "ghcr.io/"],
  ["http://localhost:5000/", "http://localhost:5000", "ghcr.io/"],
  ["http://[::1]:5000/", "http://[::1]:5000", "ghcr.io/"],
])("the mirror %s has it below its name", (mirror, origin, prefix) =>
  expect(addressOf("ghcr.io", { BREAKWATER_REGISTRY: mirror })).toEqual({ origin, prefix }),
);

test.each([
  "mirror.example",
  "http://mirror.example",
  "http://127.0.0.1.example",
  "ftp://mirror.example",
  "https://user:secret@mirror.example",
  "https://mirror.example/?a=b",
])("%s is refused with what is allowed", (mirror) =>
  expect(() => addressOf("ghcr.io", { BREAKWATER_REGISTRY: mirror })).toThrow(
    `BREAKWATER_REGISTRY = ${JSON.stringify(mirror)} must be a URL such as https://mirror.example/path`,
  ),
);
