import type { Dashboard } from "./dashboard";

/** GPU-seconds: paid for, given to pods, really used. */
export function gpuDashboard(): Dashboard {
  const seconds = (series: string) => `avg_over_time(${series}[$__range]) * $__range_s`;
  return {
    uid: "breakwater-gpu",
    title: "GPUs",
    description: "GPU-seconds used against allocated against paid for.",
    panels: [
      {
        title: "GPUs",
        unit: "short",
        queries: [
          ["gpu:present:sum", "paid for"],
          ["gpu:allocated:sum", "allocated to running pods"],
          ["gpu:used:sum", "used"],
        ],
      },
      {
        title: "GPU-seconds of the time shown",
        kind: "stat",
        unit: "s",
        queries: [
          [seconds("gpu:present:sum"), "paid for"],
          [seconds("gpu:allocated:sum"), "allocated"],
          [seconds("gpu:used:sum"), "used"],
        ],
      },
      {
        title: "Used of what is paid for",
        kind: "stat",
        unit: "percentunit",
        queries: [["sum_over_time(gpu:used:sum[$__range]) / sum_over_time(gpu:present:sum[$__range])", "share"]],
      },
      {
        title: "Time in which a kernel runs",
        unit: "percentunit",
        queries: [["DCGM_FI_PROF_GR_ENGINE_ACTIVE", "{{Hostname}} GPU {{gpu}}"]],
      },
      {
        title: "Tensor cores",
        unit: "percentunit",
        queries: [["DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", "{{Hostname}} GPU {{gpu}}"]],
      },
      {
        title: "Memory bus",
        description: "Writing answers is bound by it: near 1 is a GPU that does all it can.",
        unit: "percentunit",
        queries: [["DCGM_FI_PROF_DRAM_ACTIVE", "{{Hostname}} GPU {{gpu}}"]],
      },
      {
        title: "Memory in use",
        unit: "decmbytes",
        queries: [["DCGM_FI_DEV_FB_USED", "{{Hostname}} GPU {{gpu}}"]],
      },
      {
        title: "Errors of the driver",
        description: "Number of the last Xid; NVIDIA's list says what it means.",
        unit: "short",
        queries: [["DCGM_FI_DEV_XID_ERRORS", "{{Hostname}} GPU {{gpu}}"]],
      },
      {
        title: "Temperature",
        unit: "celsius",
        queries: [["DCGM_FI_DEV_GPU_TEMP", "{{Hostname}} GPU {{gpu}}"]],
      },
    ],
  };
}
