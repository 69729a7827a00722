import { kwokctlConfiguration } from "./kwokctl";

describe("kwokctlConfiguration", () => {
  const binaries = { folder: "/cache/abc", kubernetesVersion: "v1.36.3", etcdVersion: "v3.6.8" };
  const ports = { apiServer: 1, etcd: 2, etcdPeer: 3, controllerManager: 4, scheduler: 5, kwok: 6 };
  const { options } = kwokctlConfiguration(binaries, ports) as { options: Record<string, unknown> };

  test("names every binary by an absolute path, so that nothing is downloaded", () => {
    const paths = Object.entries(options).filter(([name]) => name.endsWith("Binary"));
    expect(paths.map(([name]) => name).sort()).toEqual([
      "etcdBinary",
      "kubeApiserverBinary",
      "kubeControllerManagerBinary",
      "kubeSchedulerBinary",
      "kubectlBinary",
      "kwokControllerBinary",
    ]);
    for (const [, path] of paths) expect(path).toMatch(/^\/cache\/abc\/[a-z-]+$/);
  });

  test("listens on loopback only, on the ports that were chosen", () => {
    expect(options["bindAddress"]).toBe("127.0.0.1");
    const used = Object.entries(options).filter(([name]) => name.endsWith("Port"));
    expect(used.map(([, port]) => port).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
