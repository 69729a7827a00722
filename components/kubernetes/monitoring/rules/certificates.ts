import { alert, type RuleGroup } from "./rule-group";

/** Below which a certificate that should have been renewed is an emergency, days. */
const lastDays = 7;

/**
 * Certificates, which cert-manager renews after two thirds of their life: from then on a third of it is left to mend what is wrong, 30 days
 * of 90. What has none yet expires at 0. Metrics: cert-manager v1.21.2, `internal/collectors`.
 */
export function certificateRules(): RuleGroup {
  const expires = "max by (namespace, name) (certmanager_certificate_expiration_timestamp_seconds) > 0";
  const overdue = "time() - (max by (namespace, name) (certmanager_certificate_renewal_timestamp_seconds) > 0) > 86400";
  const look =
    "kubectl -n {{ $labels.namespace }} describe certificate {{ $labels.name }}, and its order and challenge.";
  return {
    name: "breakwater-certificates",
    rules: [
      alert("CertificateNotReady", {
        // An authority takes a minute or two; each of the three conditions has a series.
        expr: `max by (namespace, name) (certmanager_certificate_ready_status{condition!="True"}) == 1`,
        minutes: 20,
        severity: "critical",
        summary: "The certificate {{ $labels.namespace }}/{{ $labels.name }} is not ready",
        description: "It has not been issued, has expired, or does not fit its host: clients refuse the connection.",
        action: look,
      }),
      alert("CertificateNotRenewed", {
        expr: overdue,
        severity: "warning",
        summary: "The certificate {{ $labels.namespace }}/{{ $labels.name }} should have been renewed",
        description: "It is overdue by {{ $value | humanizeDuration }}; the one that is there still holds for a while.",
        action: look,
      }),
      alert("CertificateExpires", {
        expr: `(${expires}) - time() < ${lastDays} * 86400 and on (namespace, name) ${overdue}`,
        severity: "critical",
        summary: "The certificate {{ $labels.namespace }}/{{ $labels.name }} is about to expire",
        description: `{{ $value | humanizeDuration }} are left, and it was not renewed. Then clients refuse every connection.`,
        action: look,
      }),
      alert("CertificateIssuerNotReady", {
        expr: `max by (name) (certmanager_clusterissuer_ready_status{condition!="True"}) == 1`,
        minutes: 20,
        severity: "warning",
        summary: "The issuer {{ $labels.name }} is not ready",
        description: "No certificate of it is issued or renewed.",
        action: "kubectl describe clusterissuer {{ $labels.name }}: the authority's account, or the way there.",
      }),
    ],
  };
}
