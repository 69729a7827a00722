import { ifKnown, isType, objectOf, type Properties, releaseKind, type Resource } from "@breakwater/plan-views";
import type { Judging, NoSettings, ResourceRule } from "../../rule";
import { isMasked } from "../../secrets/classify";
import { namedSecret, speaksAboutSecrets } from "../../secrets/names";
import { isNoSecret, looksMadeUp } from "../../secrets/values";
import { secretOfSetting, walk } from "../../secrets/walk";

const isSecret = (resource: Resource): boolean =>
  ["kubernetes:core:Secret", "kubernetes:core:SecretPatch"].some((token) => isType(resource, token));
const isVaultSecret = (resource: Resource): boolean => isType(resource, "azure-native:keyvault:Secret");
const isAzure = ({ type }: Resource): boolean => /^azure-native:|^azuread:/.test(type);

export const noSecretInProgram: ResourceRule = {
  name: "no-secret-in-program",
  description:
    "What goes into a Secret, a chart's values or a property of Azure is a secret to the program too, and no text in it.",
  guardsAgainst:
    "A text in the program is in its history for ever and in the state in clear. Whoever may read either has the secret, and a new one needs a commit.",
  severity: "critical",
  tags: ["identity"],
  remediationSteps:
    "Take the value from pulumi config set --secret, from a RandomPassword or from Key Vault, or let External Secrets make the Secret and give the chart its name.",
  appliesTo: (resource) => isSecret(resource) || releaseKind(resource) !== undefined || isAzure(resource),
  check: (resource, judging) => {
    // To its policies the engine shows what the program keeps secret as it shows everything else.
    if (resource.showsSecrets)
      judging.notApplicable("Pulumi's engine does not tell which values the program keeps secret; a Plan does");
    if (isSecret(resource)) checkSecret(resource, judging);
    else checkProperties(resource, judging);
  },
};

function checkSecret(resource: Resource, { violation, each }: Judging<NoSettings>): void {
  const { title } = objectOf(resource);
  each(["stringData", "data"] as const, (field) => {
    const entries: unknown = resource.props[field];
    if (typeof entries !== "object" || entries === null) return;
    each(Object.keys(entries), (key) => {
      const read = () => (entries as Properties)[key] as unknown;
      const value = namedSecret(key) === undefined ? ifKnown(read) : read();
      if (typeof value !== "string" || isMasked(value)) return;
      const text = field === "data" ? Buffer.from(value, "base64").toString() : value;
      const what = secretOfSetting(key, text) ?? (isOpaque(key, text) ? "a value" : undefined);
      if (what !== undefined)
        violation(
          `${title} is made from a text of the program: ${what} in ${field}.${key}, as a literal value`,
          resource,
        );
    });
  });
}

/** In a Secret a value that looks like one is one, whatever it is called. */
const isOpaque = (key: string, value: string): boolean =>
  !speaksAboutSecrets(key) &&
  (looksMadeUp(value) || (namedSecret(key)?.certain === true && !isNoSecret(value, "secret")));

function checkProperties(resource: Resource, { violation, each }: Judging<NoSettings>): void {
  const kind = releaseKind(resource);
  const title = `${kind ?? resource.type.split(":").at(-1)} "${resource.name}"`;
  const found = (what: string, where: string) =>
    violation(`${title} has a secret of the program in clear: ${what} in ${where}, as a literal value`, resource);
  if (isVaultSecret(resource)) {
    const value: unknown = resource.props.properties?.value;
    if (typeof value === "string" && !isMasked(value) && !isNoSecret(value, "secret"))
      found("the value", "properties.value");
    return;
  }
  walk(kind === undefined ? resource.props : resource.props.values, kind === undefined ? "" : "values", "values", {
    each,
    mayBeMasked: true,
    leaveOut: (_path, name) => /^(existing|image$|repository$|tag$|tags$)/.test(name),
    found: ({ what, where }) => found(what, where),
  });
}
