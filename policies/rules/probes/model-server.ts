import { type Container, gpuResourcesOf } from "@breakwater/plan-views";

/** Images and programs of the servers that load a model's weights before they answer. */
const servers =
  /(^|[/\s])(vllm|text-generation-(inference|launcher)|text-embeddings-inference|sglang|tritonserver|ollama|llama\.?cpp|llama-server|lmdeploy|huggingfaceserver|torchserve|nim)(?![a-z])/;

/** Whether a container seems to serve a model: by its image, its command, or the GPU that it asks for. */
export const isModelServer = (container: Container): boolean => {
  const { image, command, args } = container;
  return gpuResourcesOf(container).length > 0 || servers.test([image, command, args].flat().join(" "));
};
