import { gpusOf, vmPriceOf } from "@breakwater/azure-sizes";
import type { Dashboard, TextVariable } from "./dashboard";

/** VM sizes of the pools whose nodes come and go. */
export interface PoolVmSizes {
  cpu: string;
  gpu: string;
}

/** Dollars: tokens as the app counts them, nodes at their list price in East US until the reader sets another. */
export function costDashboard(vmSizes: PoolVmSizes): Dashboard {
  const nodes = (pool: string) => `count(max by (node) (kube_node_labels{label_breakwater_dev_pool="${pool}"}))`;
  const dollars = (pool: string) => `${nodes(pool)} * $${pool}_node_usd`;
  return {
    uid: "breakwater-cost",
    title: "Cost",
    description: "What runs now, by the hour. The month's figures before a change are those of breakwater cost.",
    variables: [
      nodePrice("cpu_node_usd", "Dollars an hour, CPU node", vmSizes.cpu),
      nodePrice("gpu_node_usd", "Dollars an hour, GPU node", vmSizes.gpu),
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
        title: "Tokens by API key",
        unit: "currencyUSD",
        queries: [["sum by (key) (rate(ai_cost_dollars_total[$__rate_interval])) * 3600", "{{key}}, an hour"]],
      },
      {
        title: "Budgets of today",
        unit: "percentunit",
        queries: [
          ["max(ai_daily_budget_used_ratio)", "the whole service"],
          ["max by (key, unit) (ai_key_budget_used_ratio)", "{{key}}, {{unit}}"],
        ],
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
        queries: [[`(gpu:present:sum - gpu:used:sum) * ${dollarsPerGpu(vmSizes.gpu)}`, "an hour"]],
      },
      {
        title: "Tokens by kind",
        unit: "short",
        queries: [["sum by (model, type) (rate(ai_tokens_total[$__rate_interval]))", "{{model}} {{type}}/s"]],
      },
    ],
  };
}

/** The price of a node. Of a size whose price is not known nothing is drawn until the reader sets one. */
function nodePrice(name: string, label: string, vmSize: string): TextVariable {
  const price = vmPriceOf(vmSize);
  return price === undefined
    ? { name, label: `${label} (set it: no price of ${vmSize} is known)`, value: "NaN" }
    : { name, label, value: String(price.dollarsPerHour) };
}

function dollarsPerGpu(vmSize: string): string {
  const size = gpusOf(vmSize);
  return size.known && size.gpus > 1 ? `$gpu_node_usd / ${size.gpus}` : "$gpu_node_usd";
}
