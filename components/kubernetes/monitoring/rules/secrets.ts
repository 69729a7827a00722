import { alert, type RuleGroup } from "./rule-group";

/**
 * From the vault to the Secrets that pods mount. A Secret that is there stays as it was when its source fails, so that nothing breaks until
 * a key is rotated. Metrics: external-secrets v2.9.0, `pkg/controllers/externalsecret/esmetrics` and `secretstore/cssmetrics`.
 */
export function secretRules(): RuleGroup {
  return {
    name: "breakwater-secrets",
    rules: [
      alert("ExternalSecretNotSynced", {
        expr: `max by (namespace, name) (externalsecret_status_condition{condition="Ready",status="False"}) == 1`,
        minutes: 15,
        severity: "critical",
        summary: "{{ $labels.namespace }}/{{ $labels.name }} is not brought from the vault",
        description: "The Secret stays as it was, or is not there at all: a rotated key does not arrive in the pods.",
        action: "kubectl -n {{ $labels.namespace }} describe externalsecret {{ $labels.name }} says why.",
      }),
      alert("ExternalSecretSyncFails", {
        expr: `sum by (namespace, name) (increase(externalsecret_sync_calls_error[30m])) > 2`,
        severity: "warning",
        summary: "{{ $labels.namespace }}/{{ $labels.name }} is brought from the vault only now and then",
        description: "{{ $value | humanize }} attempts in 30 minutes failed, even if one of them ended well.",
        action: "kubectl -n external-secrets logs deployment/external-secrets: throttled, refused, or no way there?",
      }),
      alert("SecretStoreNotReady", {
        expr: `max by (name) (clustersecretstore_status_condition{condition="Ready",status="False"}) == 1`,
        minutes: 15,
        severity: "critical",
        summary: "The secret store {{ $labels.name }} is not ready",
        description: "No secret of it is read: its address, its identity or the identity's role is wrong.",
        action: "kubectl describe clustersecretstore {{ $labels.name }} says what.",
      }),
    ],
  };
}
