import { objectsOf, type Resource, someKnown, type Workload } from "@breakwater/plan-views";

/** Device classes of the makers' own drivers: `gpu.nvidia.com`, `mig.nvidia.com`, `gpu.amd.com`, `gpu.intel.com`. */
const gpuClass = /^(gpu|mig)\.(nvidia|amd|intel)\.com$/;

/** Requests of a claim, in its versions (https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/). */
interface ClaimSpec {
  devices?: {
    requests?: readonly {
      deviceClassName?: string;
      exactly?: { deviceClassName?: string };
      firstAvailable?: readonly { deviceClassName?: string }[];
    }[];
  };
}

/** Whether pods claim a GPU, by a claim or a template that the stack has. */
export const claimsGpu = ({ podSpec, namespace }: Workload, resources: readonly Resource[]): boolean =>
  someKnown(podSpec.resourceClaims ?? [], ({ resourceClaimName, resourceClaimTemplateName }) => {
    const isOf = (kind: string, name: string | undefined, specOf: (resource: Resource) => ClaimSpec | undefined) =>
      name !== undefined &&
      someKnown(
        objectsOf(resources, `kubernetes:resource.k8s.io:${kind}`),
        (claim) => claim.name === name && claim.namespace === namespace && asksForGpu(specOf(claim.resource)),
      );
    return (
      isOf("ResourceClaim", resourceClaimName, ({ props }) => props.spec as ClaimSpec) ||
      isOf("ResourceClaimTemplate", resourceClaimTemplateName, ({ props }) => props.spec?.spec as ClaimSpec)
    );
  });

const asksForGpu = (spec: ClaimSpec | undefined): boolean =>
  (spec?.devices?.requests ?? []).some(({ deviceClassName, exactly, firstAvailable }) =>
    [deviceClassName, exactly?.deviceClassName, ...(firstAvailable ?? []).map((each) => each.deviceClassName)].some(
      (name) => name !== undefined && gpuClass.test(name),
    ),
  );
