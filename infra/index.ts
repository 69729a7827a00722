/**
 * The Breakwater program: from an empty subscription to a served model, in the order in which things come to be.
 * `pulumi up` runs it against Azure, the twin runs it unchanged on this machine.
 */
import * as pulumi from "@pulumi/pulumi";
import { defenderPlans as plansOfDefender } from "../components/azure";
import { loadSettings } from "../stacks";
import { createFoundation } from "./foundation";
import { createPlatform } from "./platform";
import { isConfigSecret, readSecrets } from "./secrets";
import { createWorkloads } from "./workloads";
import { modelConflicts } from "./workloads/model-conflicts";

const settings = loadSettings(pulumi.getStack(), pulumi.runtime.allConfig(), isConfigSecret, modelConflicts);
const secrets = readSecrets(settings);
const foundation = createFoundation(settings, secrets);
const platform = createPlatform(settings, secrets, foundation);
const workloads = createWorkloads(settings, foundation, platform);

export const resourceGroup = foundation.resourceGroup.name;
export const clusterName = foundation.cluster.clusterName;
/** For `kubectl`, by kubelogin: no credentials are inside, but the address of the API server is nobody else's business. */
export const kubeconfig = foundation.cluster.kubeconfig;
export const registry = foundation.registry.loginServer;
export const vaultUri = foundation.vault.uri;
/** Where weights are uploaded to, and the host of the task queue's namespace: each only where the settings have it. */
export const stores = {
  modelsUrl: foundation.stores.modelStore?.containerUrl,
  taskQueueHost: foundation.stores.taskQueue?.host,
};
export const aiService = workloads.aiService.url;
export const vllm = workloads.vllm.url;
/** The app's image, by its digest once one was pushed: what a preview takes that compares the program with what is deployed. */
export const image = settings.app.image;
/** What this environment must survive: read by the policies and the simulator. */
export const surge = settings.surge;
/** vCPUs that the subscription grants, by VM family: read by the policies and the simulator. */
export const quotas = settings.quotas;
/** Plans of Defender that the settings want and the subscription switches on: read by cost and doctor. */
export const defenderPlans = settings.guardrails.defender ? plansOfDefender : [];
