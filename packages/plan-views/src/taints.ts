import type { Taint } from "@breakwater/kubernetes-rules";

/** A taint of a pool: Azure knows no value that is null. */
export type PoolTaint = Taint & { value?: string };

const form = /^([\w./-]+)(?:=([\w.-]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

/** How Azure writes a taint, for an error. */
export const taintForm = "of the form key=value:Effect or key:Effect";

/** Takes a taint apart that is written as Azure writes it, `sku=gpu:NoSchedule`; `undefined` for what is of another form. */
export function parseTaint(text: string): PoolTaint | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, key, value, effect] = match;
  return { key: key!, ...(value && { value }), effect: effect! };
}

/** A taint as Azure and kubectl write it. */
export const taintText = ({ key, value, effect }: Taint): string => `${key}${value ? `=${value}` : ""}:${effect}`;
