import pc from "picocolors";
import type { PlatformReport } from "./platform";
import { platformTree } from "./tree";

const colors = pc.createColors(false);

describe("platformTree", () => {
  test("shows pools, nodes and pods, who has no node and why", () => {
    const reason = "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.";
    const report: PlatformReport = {
      pools: [
        {
          name: "cpu1",
          vmSize: "Standard_D8s_v5",
          bounds: { min: 1, max: 3 },
          taints: [],
          nodes: [
            {
              name: "n0",
              ready: true,
              zone: "0",
              pods: [
                { namespace: "development", name: "ai-1", state: "Ready" },
                { namespace: "development", name: "ai-2", state: "Pending", reason: "ImagePull" },
              ],
            },
            { name: "n1", ready: false, zone: "koreacentral-1", pods: [] },
          ],
        },
        { name: "gpu1", vmSize: "Standard_NC24ads_A100_v4", taints: ["sku=gpu:NoSchedule"], nodes: [] },
      ],
      workloads: [
        {
          kind: "Deployment",
          namespace: "development",
          name: "ai",
          wanted: 2,
          available: 2,
          autoscaled: { min: 2, max: 10 },
          complete: true,
        },
        {
          kind: "Deployment",
          namespace: "development",
          name: "new",
          wanted: 1,
          available: 1,
          autoscaled: { min: 2, max: 10 },
          complete: true,
        },
        { kind: "Deployment", namespace: "models", name: "vllm", wanted: 1, available: 0, complete: false, reason },
        {
          kind: "Deployment",
          namespace: "models",
          name: "bad",
          wanted: 1,
          available: 0,
          complete: false,
          reason: "pods are forbidden",
        },
      ],
      unscheduled: [{ namespace: "models", name: "vllm-1", state: "Pending", reason }],
    };
    expect(platformTree(report, colors).split("\n")).toEqual([
      "pool cpu1  Standard_D8s_v5  2 of 1 to 3 nodes",
      "├─ n0  Ready",
      "│  ├─ development/ai-1  Ready",
      "│  └─ development/ai-2  Pending  ImagePull",
      "└─ n1  NotReady  koreacentral-1",
      "pool gpu1  Standard_NC24ads_A100_v4  0 nodes  taint sku=gpu:NoSchedule",
      "no node",
      `└─ models/vllm-1  Pending  ${reason}`,
      "workloads",
      "├─ Deployment development/ai  2 of 2 available  autoscaled 2 to 10",
      "├─ Deployment development/new  1 of 1 available  autoscaled 2 to 10, the first 2 within 15 s",
      "├─ Deployment models/vllm  0 of 1 available",
      "└─ Deployment models/bad  0 of 1 available  pods are forbidden",
    ]);
  });
});
