/** A question to Prometheus, and what its answers are called: text with `{{label}}`. */
export type Query = [expr: string, legend: string];

/** One picture. */
export interface Panel {
  title: string;
  /** What to read from it. Default: none, where the title says it. */
  description?: string;
  /** Lines over time, or the last figures in large. Default: `timeseries`. */
  kind?: "timeseries" | "stat";
  /** Grafana's name of the unit: `s`, `percentunit`, `reqps`, `short`, `currencyUSD`. */
  unit: string;
  queries: Query[];
}

/** A figure that the reader may change at the head of a dashboard, as `$name` in queries. */
export interface TextVariable {
  name: string;
  label: string;
  value: string;
}

/** A dashboard as data: panels in the order in which they are read, three a row. */
export interface Dashboard {
  /** Identity in addresses and links; never changed. */
  uid: string;
  title: string;
  /** What it is for. */
  description: string;
  panels: Panel[];
  variables?: TextVariable[];
}

/** Grafana's grid: 24 columns, rows of 30 px. */
const panelSize = { w: 8, h: 8 } as const;

/** Identity that kube-prometheus-stack gives to its Prometheus in Grafana. */
const datasource = { type: "prometheus", uid: "prometheus" } as const;

/** The dashboard as Grafana reads it. */
export function grafanaModel({ uid, title, description, panels, variables = [] }: Dashboard): object {
  return {
    uid,
    title: `Breakwater / ${title}`,
    description,
    tags: ["breakwater"],
    // Grafana upgrades older models itself.
    schemaVersion: 39,
    timezone: "browser",
    time: { from: "now-3h", to: "now" },
    refresh: "30s",
    editable: false,
    templating: { list: variables.map(({ name, label, value }) => ({ type: "textbox", name, label, query: value })) },
    panels: panels.map(panelModel),
  };
}

function panelModel({ title, description, kind = "timeseries", unit, queries }: Panel, index: number): object {
  const perRow = 24 / panelSize.w;
  return {
    id: index + 1,
    type: kind,
    title,
    ...(description !== undefined && { description }),
    datasource,
    gridPos: {
      ...panelSize,
      x: (index % perRow) * panelSize.w,
      y: Math.floor(index / perRow) * panelSize.h,
    },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: queries.map(([expr, legendFormat], query) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + query),
      expr,
      legendFormat,
    })),
  };
}
