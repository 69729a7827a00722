import { isSameFamily, quotaFamilyOf } from "@breakwater/azure-sizes";
import {
  AlertRules,
  Dashboards,
  type FamilyQuota,
  itemsPerReplica,
  messagesPerReplica,
  Monitors,
  PrometheusStack,
} from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import type { Secrets } from "../secrets";
import type { PlatformContext } from "./context";
import { namespaceNames } from "./namespaces";
import { scrapeTargets } from "./scrape-targets";
import { watchedComponents } from "./watched-components";

/** Prometheus with all that belongs to it: what it scrapes, warns of and shows. */
export function createMonitoring(context: PlatformContext, { alertReceiver }: Secrets): PrometheusStack {
  const { settings, foundation, provider, namespaces } = context;
  const { dockerHubMirror } = foundation;
  const { retentionDays, storageGb, replicas, dailyTokenBudgetUsd } = settings.monitoring;
  const namespace = namespaces.monitoring.namespaceName;
  const stack = new PrometheusStack(
    "kube-prometheus-stack",
    { namespace, retentionDays, storageGb, replicas, edge: settings.edge.enabled, alertReceiver, dockerHubMirror },
    { provider },
  );

  // They are kinds of the Prometheus operator, which comes with the stack.
  const afterStack = { provider, dependsOn: [stack] };
  new Monitors("monitors", { namespace, targets: scrapeTargets(settings, namespaces) }, afterStack);
  new AlertRules(
    "alert-rules",
    {
      namespace,
      appNamespace: settings.app.namespace,
      quotas: familyQuotas(settings),
      workerFullFleet: settings.worker.maxReplicas * tasksPerWorker(settings),
      dailyTokenBudgetUsd,
      edgeNamespace: settings.edge.enabled ? namespaceNames(settings).edge : undefined,
      components: watchedComponents(settings),
    },
    afterStack,
  );
  const { cpu, gpu } = settings.pools;
  new Dashboards(
    "dashboards",
    { namespace, appNamespace: settings.app.namespace, cpuVmSize: cpu.vmSize, gpuVmSize: gpu.vmSize },
    { provider },
  );
  return stack;
}

/** Tasks for each worker, as its autoscaler counts: of Azure's queue, or of the list in Redis. */
const tasksPerWorker = ({ taskQueue }: Settings): number => (taskQueue.enabled ? messagesPerReplica : itemsPerReplica);

/** The quotas of the families that the pools are made of. */
function familyQuotas({ quotas, pools }: Settings): FamilyQuota[] {
  const vmSizes = [...new Set([pools.system.vmSize, pools.cpu.vmSize, pools.gpu.vmSize])];
  return Object.entries(quotas)
    .map(([family, vcpus]) => ({ family, vcpus, vmSizes: vmSizes.filter((size) => countsInto(size, family)) }))
    .filter(({ vcpus, vmSizes: sizes }) => vcpus > 0 && sizes.length > 0);
}

/** Of a size whose family is not known here there is no alert. */
function countsInto(vmSize: string, family: string): boolean {
  const size = quotaFamilyOf(vmSize);
  return size.known && isSameFamily(size.family, family);
}
