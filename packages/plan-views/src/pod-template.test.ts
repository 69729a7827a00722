import { portOf } from "./pod-template";

test.each<[reference: number | string | undefined, port: number | undefined]>([
  [8080, 8080],
  ["http", 8080],
  ["8080", 8080],
  ["metrics", 9090],
  ["other", undefined],
  [undefined, undefined],
])("the port %j is %j", (reference, port) => {
  const ports = [{ name: "http", containerPort: 8080 }];
  expect(
    portOf(
      [
        { name: "app", ports },
        { name: "proxy" },
        { name: "exporter", ports: [{ name: "metrics", containerPort: 9090 }] },
      ],
      reference,
    ),
  ).toBe(port);
  expect(portOf({ name: "app", ports }, "http")).toBe(8080);
});
