import type { Backend, ResourceRequest, ResourceResult } from "./types";

const providerType = /^pulumi:providers:(.+)$/;

/** The package of a type or function token: `azure-native` of `azure-native:keyvault:Vault`. */
export function packageOf(token: string): string {
  return providerType.exec(token)?.[1] ?? token.split(":")[0]!;
}

/**
 * Joins the backends of single packages into one, which also answers for the packages' explicit providers. A token of any
 * other package is an error that names the known ones.
 *
 * @param packages backends by package name, for example `azure-native`, `kubernetes`, `random`
 */
export function composeBackend(packages: Record<string, Backend>): Required<Backend> {
  const backendOf = (token: string): Backend => {
    const backend = packages[packageOf(token)];
    if (backend) return backend;
    const known = Object.keys(packages).sort().join(", ");
    throw new Error(`the twin has no provider for ${token}; it knows the packages ${known}`);
  };
  return {
    create: async (request) => {
      const backend = backendOf(request.type);
      return providerType.test(request.type) ? providerResource(request) : backend.create(request);
    },
    invoke: async (token, args) => backendOf(token).invoke(token, args),
    read: async (request) => {
      const backend = backendOf(request.type);
      if (!backend.read)
        throw new Error(`the twin cannot read ${request.type} "${request.id}": it knows only what the program makes`);
      return backend.read(request);
    },
  };
}

/** A provider has no state of its own: what it is configured with is all there is. */
function providerResource({ name, inputs }: ResourceRequest): ResourceResult {
  return { id: `${name}-provider`, outputs: inputs };
}
