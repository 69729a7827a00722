import { AzureError } from "./error";
import { subscription } from "./identifiers";
import { judgeChange } from "./judge-change";
import { checkPolicies } from "./policy-effects";
import { valueAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";
import { findResource } from "./state";

/** Who asks for a resource, and where it is to stand. */
interface Origin {
  parentId: string;
  token: string;
}

/** What Azure checks about every resource, in the order in which it does: name, properties, clashes, parent, changes. */
export function checkRequest(type: AzureType, request: AzureRequest, origin: Origin): void {
  const { name } = request;
  if (!type.nameRule.pattern.test(name)) {
    throw new AzureError(
      type.nameRule.code,
      `The name '${name}' is invalid for ${type.armType}: allowed are ${type.nameRule.rule}.`,
      type.nameInput,
    );
  }
  for (const path of type.required) {
    const value = valueAt(request.inputs, path);
    if (value === undefined || value === null || value === "") {
      throw new AzureError(
        type.requiredCode ?? "InvalidRequestContent",
        `The required property '${path}' is missing.`,
        path,
      );
    }
  }
  checkClash(type, request, origin);
  checkParent(type, request, origin);
  checkPolicies(type, request);
  type.check?.(request);
  checkChanges(request, origin.token);
}

function checkClash(type: AzureType, { id, name, state }: AzureRequest, { token }: Origin): void {
  if (!state || !type.globalName) return;
  const { kind, code, taken } = type.globalName;
  const elsewhere = [...state.resources.values()].some(
    (other) =>
      other.token === token &&
      other.id.toLowerCase() !== id.toLowerCase() &&
      other.id.toLowerCase().endsWith(`/${name.toLowerCase()}`),
  );
  if (elsewhere || state.takenNames.has(`${kind}/${name}`.toLowerCase()))
    throw new AzureError(code, taken(name), type.nameInput);
}

function checkParent(type: AzureType, { name, state }: AzureRequest, { parentId }: Origin): void {
  if (!state || parentId.toLowerCase() === subscription || findResource(state, parentId)) return;
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(parentId)?.[1];
  if (group === undefined) return;
  const rest = /\/providers\/(.+)$/.exec(parentId)?.[1];
  if (rest === undefined || !findResource(state, parentId.slice(0, parentId.indexOf("/providers/")))) {
    throw new AzureError("ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
  }
  if (type.segment.startsWith("providers/")) {
    throw new AzureError("ResourceNotFound", `The Resource '${rest}' under resource group '${group}' was not found.`);
  }
  throw new AzureError(
    "ParentResourceNotFound",
    `Failed to perform 'write' on resource(s) of type '${type.armType}', because the parent resource '${rest}' of '${name}' could not be found.`,
  );
}

/** What the provider would replace is refused in a PUT too: Azure never gets there. */
function checkChanges({ id, inputs, existing, state }: AzureRequest, token: string): void {
  if (!existing || !state) return;
  const { refused, replaces } = judgeChange(token, existing.inputs, inputs, { azure: state, id });
  const [first] = refused;
  if (first) {
    const { code, path, reason, way, source } = first;
    throw new AzureError(code, `Changing property '${path}' is not allowed: ${reason}.`, path, { way, source });
  }
  for (const path of replaces) {
    throw new AzureError(
      "PropertyChangeNotAllowed",
      `Changing property '${path}' is not allowed: it is ${JSON.stringify(valueAt(existing.inputs, path))}, the request has ${JSON.stringify(valueAt(inputs, path))}.`,
      path,
      { way: "The provider deletes the resource and makes another one." },
    );
  }
}
