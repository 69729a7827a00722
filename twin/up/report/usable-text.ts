import type { Colors } from "picocolors/types";
import type { WorkloadReport } from "./platform";

/** What there is to use before all that runs beside the control plane is there. */
export interface Usable {
  stack: string;
  /** Address of the API server. */
  server: string;
  workloads: readonly Pick<WorkloadReport, "complete">[];
  /** How many resources were refused. */
  refused: number;
  /** Programs that are still to come, by title, in their order. */
  missing: readonly string[];
}

/** That the platform can be used, how, and what is still to come. */
export function usableText({ stack, server, workloads, refused, missing }: Usable, colors: Colors): string {
  const available = workloads.filter(({ complete }) => complete).length;
  const resources = refused === 1 ? "1 resource was" : `${refused} resources were`;
  return [
    `${colors.bold("The platform can be used")}: ${available} of ${workloads.length} workloads available. ` +
      `Kubernetes answers at ${server}; from another terminal:`,
    `  npx breakwater status --stack ${stack}`,
    `  npx breakwater kubectl --stack ${stack} -- get pods --all-namespaces`,
    ...(refused > 0 ? [colors.yellow(`${resources} refused; the end of this command says why.`)] : []),
    `Still to come, this once: ${missing.join(", ")}; nothing scales before. ` +
      "Ctrl-C keeps the platform, and the next `up` goes on from here.",
  ].join("\n");
}
