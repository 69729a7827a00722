import { type AksCluster, type Grant, type SecretVault, type Subject, WorkloadIdentity } from "../../components/azure";
import { namespaceTable } from "../namespace-table";
import type { FoundationContext } from "./context";
import type { Stores } from "./stores";

/** Who the pods are in Azure, and what each may do there. */
export interface Identities {
  /** Identity of `ai-service`. */
  appIdentity: WorkloadIdentity;
  /** Identity of `agent-worker`. */
  workerIdentity: WorkloadIdentity;
  /** Identity of `vllm`. */
  modelIdentity: WorkloadIdentity;
  /** Identity of KEDA's operator, where there is a queue of Azure's for it to measure. */
  kedaIdentity: WorkloadIdentity | undefined;
}

/** One identity for each workload, so that a role of one is nobody else's. */
export function createIdentities(
  context: FoundationContext,
  cluster: AksCluster,
  vault: SecretVault,
  stores: Stores,
): Identities {
  const { settings, placement } = context;
  const { taskQueue, modelStore } = stores;
  const identity = (subject: Subject, grants: Grant[]) =>
    new WorkloadIdentity(subject.serviceAccount, {
      ...placement,
      identityName: `id-${subject.serviceAccount}-${settings.environment}`,
      oidcIssuerUrl: cluster.oidcIssuerUrl,
      subjects: [subject],
      grants,
    });
  const { app, models, keda } = namespaceTable(settings);
  const send: Grant[] = taskQueue ? [{ role: "serviceBusDataSender", scope: taskQueue.queueId }] : [];
  const receive: Grant[] = taskQueue ? [{ role: "serviceBusDataReceiver", scope: taskQueue.queueId }] : [];

  return {
    // External Secrets reads the vault in its name; the API itself only puts tasks on the queue.
    appIdentity: identity({ namespace: app.name, serviceAccount: "ai-service" }, [
      { role: "keyVaultSecretsUser", scope: vault.id },
      ...send,
    ]),
    // It sends too: a retry is a copy of the message for later, because Service Bus knows no delay for one that is there.
    workerIdentity: identity({ namespace: app.name, serviceAccount: "agent-worker" }, [...receive, ...send]),
    modelIdentity: identity(
      { namespace: models.name, serviceAccount: "vllm" },
      // Weights are read, and written by whoever deploys: a model server that is taken over cannot change the next one's.
      modelStore ? [{ role: "storageBlobDataReader", scope: modelStore.containerId }] : [],
    ),
    // KEDA asks for the queue's length, which is `queues/read`. Receiver is the narrowest built-in role with it, and Owner,
    // which Microsoft's own walk-through takes, could send and delete as well (kedacore/keda#7822). A workload's identity does
    // not do: KEDA signs in with its own service account (kedacore/keda#4597).
    kedaIdentity: taskQueue && identity({ namespace: keda.name, serviceAccount: "keda-operator" }, receive),
  };
}
