import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck, integerBetween } from "../validation";
import type { AppArgs } from "./app-config";
import type { AppProcess } from "./app-pod";
import { validAppArgs, createAppWorkload } from "./app-workload";
import { workerProbes } from "./probes";
import { text } from "./text";

/** What `AgentWorker` takes: what the app takes, and what is the worker's alone. */
export interface AgentWorkerArgs extends AppArgs {
  /** Tasks that one worker is at, 1 to 1000. Default: 1; its pods are sized for that. */
  concurrency?: pulumi.Input<number>;
}

/** The app's own default. */
const defaults = { concurrency: 1 } as const;

/** Ports of the pods: the health thread, and metrics, which the health thread cannot see. */
export const agentWorkerPorts = { health: 8000, metrics: 9464 } as const;

/** It has no Service, because it pulls its work, and so nobody to tell before SIGTERM. */
const workerProcess: AppProcess = {
  container: "agent-worker",
  args: ["dist/worker-main.js"],
  ports: agentWorkerPorts,
  metricsPort: agentWorkerPorts.metrics,
  // Readiness stays 200 while the worker is busy, which is the app's default: answering 503 would stall its own rollout.
  probes: workerProbes(agentWorkerPorts.health),
  // The longest call to a model.
  longestBlockSeconds: 60,
  // One task at a time, most of which is waiting for a model.
  resources: {
    requests: { cpu: "250m", memory: "512Mi", "ephemeral-storage": "512Mi" },
    limits: { cpu: "1", memory: "1Gi", "ephemeral-storage": "512Mi" },
  },
};

/**
 * The agent worker: the app's image, taking tasks from the queue. Pods on the CPU pool, with their configuration,
 * identity, probes and disruption budget. It has no replica count: an `Autoscaler` owns it. Every object is called as the component.
 */
export class AgentWorker extends pulumi.ComponentResource {
  /** Name of the Deployment, known once it exists: what an `Autoscaler` scales. */
  public readonly deploymentName: pulumi.Output<string>;

  constructor(name: string, args: AgentWorkerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:AgentWorker", name, args, opts);
    const { concurrency, ...app } = validArgs(name, args);

    const deployment = createAppWorkload(
      name,
      { ...app, process: workerProcess, ownEnvironment: { WORKER_CONCURRENCY: text(concurrency) } },
      pulumi.mergeOptions(opts, { parent: this }),
    );

    this.deploymentName = deployment.metadata.name;
    this.registerOutputs({ deploymentName: this.deploymentName });
  }
}

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: AgentWorkerArgs) {
  const check = new ArgumentCheck("AgentWorker", name);
  const known = {
    ...validAppArgs(check, "AgentWorker", name, args),
    concurrency: check.input("concurrency", args.concurrency ?? defaults.concurrency, integerBetween(1, 1000)),
  };
  check.throwProblems();
  return known;
}
