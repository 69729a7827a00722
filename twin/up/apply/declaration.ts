import type { ResourceRequest } from "../../engine";
import type { Declaration } from "../../state";

/** How a resource was declared, for what is made of it later. */
export function declarationOf({ parent, provider, dependencies, options }: ResourceRequest): Declaration {
  return {
    ...(parent !== undefined && { parent }),
    ...(provider !== undefined && { provider }),
    dependencies,
    options,
  };
}
