import { derivedLoadSeconds, tooLateStart, unfitModel } from "../../components/kubernetes";
import type { Conflict } from "../../stacks";

/** What only the component knows to be impossible, as findings about settings: it would say so too late, with Azure half built. */
const atSettings = (problems: ReturnType<typeof unfitModel>) =>
  problems.map(({ propertyPath, allowed }) => ({ path: `vllm.${propertyPath}`, allowed }));

const modelFitsGpu: Conflict = {
  reads: ["vllm.model", "vllm.weightsGb", "vllm.maxModelLen", "pools.gpu.vmSize"],
  find: ({ vllm: { model, weightsGb, maxModelLen }, pools: { gpu } }) =>
    atSettings(unfitModel({ model, weightsGb, maxModelLen, gpuVmSize: gpu.vmSize })),
};

const modelStartsInTime: Conflict = {
  reads: ["vllm.model", "vllm.weightsGb", "vllm.scaleUpDeadlineSeconds", "modelStore.enabled"],
  find: ({ vllm: { model, weightsGb, scaleUpDeadlineSeconds }, modelStore }) => {
    const loadPath = modelStore.enabled ? "blobStream" : "hub";
    const modelLoadSeconds = derivedLoadSeconds({ model, weightsGb, loadPath, compileCache: false });
    return atSettings(tooLateStart({ modelLoadSeconds, scaleUpDeadlineSeconds }));
  },
};

/** What the model rules out. */
export const modelConflicts: readonly Conflict[] = [modelFitsGpu, modelStartsInTime];
