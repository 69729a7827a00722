import type { Dashboard } from "./dashboard";

/** Dollars: tokens as the app counts them, nodes at a price that the reader sets. */
export function costDashboard(): Dashboard {
  const nodes = (pool: string) => `count(max by (node) (kube_node_labels{label_breakwater_dev_pool="${pool}"}))`;
  const dollars = (pool: string) => `${nodes(pool)} * $${pool}_node_usd`;
  return {
    uid: "breakwater-cost",
    title: "Cost",
    description: "What runs now, by the hour. The month's figures before a change are those of breakwater cost.",
    // List prices of Standard_D8s_v5 and Standard_NC24ads_A100_v4 in East US, 2025; another region or contract has others.
    variables: [
      { name: "cpu_node_usd", label: "Dollars an hour, CPU node", value: "0.384" },
      { name: "gpu_node_usd", label: "Dollars an hour, GPU node", value: "3.673" },
    ],
    panels: [
      {
        title: "Tokens of the last 24 hours",
        kind: "stat",
        unit: "currencyUSD",
        queries: [["sum(increase(ai_cost_dollars_total[1d]))", "dollars"]],
      },
      {
        title: "Tokens by model",
        unit: "currencyUSD",
        queries: [["sum by (model) (rate(ai_cost_dollars_total[$__rate_interval])) * 3600", "{{model}}, an hour"]],
      },
      {
        title: "Dollars a request",
        unit: "currencyUSD",
        queries: [["sum(rate(ai_cost_dollars_total[1h])) / sum(rate(ai_request_total[1h]))", "on average"]],
      },
      {
        title: "Nodes",
        unit: "currencyUSD",
        queries: [
          [dollars("cpu"), "CPU pool, an hour"],
          [dollars("gpu"), "GPU pool, an hour"],
        ],
      },
      {
        title: "GPU dollars that did nothing",
        unit: "currencyUSD",
        queries: [["(gpu:present:sum - gpu:used:sum) * $gpu_node_usd", "an hour"]],
      },
      {
        title: "Tokens by kind",
        unit: "short",
        queries: [["sum by (model, type) (rate(ai_tokens_total[$__rate_interval]))", "{{model}} {{type}}/s"]],
      },
    ],
  };
}
