import type { AgentWorker, AiService, VllmServer } from "../components/kubernetes";
import type { Settings } from "../stacks";
import type { Foundation } from "./foundation";
import type { Platform } from "./platform";
import { createAgentWorker } from "./workloads/agent-worker";
import { createAiService } from "./workloads/ai-service";
import { createVllm } from "./workloads/vllm";

/** What users run on the platform. */
export interface Workloads {
  aiService: AiService;
  agentWorker: AgentWorker;
  vllm: VllmServer;
}

/** The model server, the API and the worker, each with its autoscaler: each is a file of `workloads/`. */
export function createWorkloads(settings: Settings, foundation: Foundation, platform: Platform): Workloads {
  const vllm = createVllm(settings, foundation, platform);
  const aiService = createAiService(settings, foundation, platform, vllm);
  const agentWorker = createAgentWorker(settings, foundation, platform, vllm);
  return { aiService, agentWorker, vllm };
}
