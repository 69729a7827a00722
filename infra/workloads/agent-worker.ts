import {
  AgentWorker,
  Autoscaler,
  type EventTrigger,
  gatewaySecret,
  priorityClasses,
  type VllmServer,
} from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import type { Foundation } from "../foundation";
import type { Platform } from "../platform";
import { appArgs } from "./app-args";

/** The worker with its autoscaler, on the queue that it drains: Azure Service Bus where there is one, else a list in Redis. */
export function createAgentWorker(
  settings: Settings,
  foundation: Foundation,
  platform: Platform,
  vllm: VllmServer,
): AgentWorker {
  const { minReplicas, maxReplicas } = settings.worker;
  const { provider, keda, appNamespace } = platform;
  const agentWorker = new AgentWorker(
    "agent-worker",
    {
      ...appArgs(settings, foundation, platform, vllm),
      identityClientId: foundation.workerIdentity.clientId,
      priorityClassName: priorityClasses.worker.name,
    },
    { provider, dependsOn: foundation.endpoints },
  );
  new Autoscaler(
    "agent-worker",
    {
      namespace: appNamespace.namespaceName,
      target: { kind: "Deployment", name: "agent-worker" },
      minReplicas,
      maxReplicas,
      policy: { type: "events", triggers: [queueTrigger(foundation)] },
    },
    { provider, dependsOn: [agentWorker, keda] },
  );
  return agentWorker;
}

function queueTrigger({ stores: { taskQueue, sessions } }: Foundation): EventTrigger {
  if (taskQueue !== undefined) {
    return {
      type: "serviceBus",
      serviceBusNamespace: taskQueue.namespaceName,
      queueName: taskQueue.queueName,
    };
  }
  const { host, port, tls, passwordSecret } = sessions;
  const password = passwordSecret === undefined ? undefined : { secretName: gatewaySecret.name, key: passwordSecret };
  return { type: "redisList", host, port, tls, password };
}
