import { judgeTwin } from "./twin";

test("says of all programs where they come from, way by way, and why one cannot be had", () => {
  const findings = judgeTwin([
    { title: "the control plane", from: "here" },
    { title: "Redis", from: "package" },
    { title: "KEDA", from: "build" },
    { title: "Prometheus", from: "build" },
    { title: "metrics-server", from: "image or build" },
    { title: "Valkey", from: "package", lack: "there is no `apt-get`" },
  ]);
  expect(findings).toEqual([
    { level: "ok", what: "`make up` finds on this machine: the control plane." },
    { level: "ok", what: "the first `make up` takes from its Debian package, which it does not install: Redis." },
    {
      level: "ok",
      what: "the first `make up` takes from their official images, or builds from Go modules, in minutes, where no registry answers: metrics-server.",
    },
    { level: "ok", what: "the first `make up` builds from Go modules, in minutes: KEDA, Prometheus." },
    { level: "warning", what: "Valkey: there is no `apt-get`." },
  ]);
});

test("says nothing of a way that nothing takes", () => {
  expect(judgeTwin([{ title: "KEDA", from: "here" }])).toHaveLength(1);
  expect(judgeTwin([])).toEqual([]);
});
