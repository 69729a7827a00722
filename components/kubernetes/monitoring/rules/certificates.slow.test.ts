import { tryAlerts } from "../../../../tests/support/alert-cases";
import { certificateRules } from "./certificates";

const issuer = 'issuer_name="edge",issuer_kind="ClusterIssuer",issuer_group="cert-manager.io"';
const certificate = `name="edge",namespace="edge",${issuer}`;
const ready = (condition: string) => `certmanager_certificate_ready_status{${certificate},condition="${condition}"}`;
const expires = `certmanager_certificate_expiration_timestamp_seconds{${certificate}}`;
const renewal = `certmanager_certificate_renewal_timestamp_seconds{${certificate}}`;
const issuerReady = (condition: string) =>
  `certmanager_clusterissuer_ready_status{name="edge",condition="${condition}"}`;
const labels = { namespace: "edge", name: "edge" };
const day = 86_400;

/** A figure that stays for three days, a sample a minute, on a clock that begins at 0. */
const constant = (value: number) => `${value}x${3 * 24 * 60}`;
const twoDays = `${2 * 24 * 60}m`;

tryAlerts(certificateRules(), [
  {
    alert: "CertificateNotReady",
    series: { [ready("False")]: "1x60", [ready("True")]: "0x60", [ready("Unknown")]: "0x60" },
    at: "30m",
    labels,
    quiet: [
      { why: "it is ready", series: { [ready("False")]: "0x60", [ready("True")]: "1x60" } },
      { why: "the authority is still at it", series: {}, at: "15m" },
    ],
  },
  {
    alert: "CertificateNotRenewed",
    series: { [renewal]: constant(day / 24), [expires]: constant(30 * day) },
    at: twoDays,
    labels,
    quiet: [
      { why: "its renewal is an hour late", series: {}, at: "120m" },
      { why: "it is to be renewed later", series: { [renewal]: constant(20 * day) } },
      { why: "it has none yet", series: { [renewal]: constant(0), [expires]: constant(0) } },
    ],
  },
  {
    alert: "CertificateExpires",
    series: { [renewal]: constant(day / 24), [expires]: constant(8 * day) },
    at: twoDays,
    labels,
    quiet: [
      { why: "more than a week is left", series: { [expires]: constant(30 * day) } },
      { why: "it lives for less than a week and is not due yet", series: { [renewal]: constant(9 * day) } },
      { why: "it has none yet", series: { [expires]: constant(0), [renewal]: constant(0) } },
    ],
  },
  {
    alert: "CertificateIssuerNotReady",
    series: { [issuerReady("False")]: "1x60", [issuerReady("True")]: "0x60" },
    at: "30m",
    labels: { name: "edge" },
    quiet: [{ why: "it is ready", series: { [issuerReady("False")]: "0x60", [issuerReady("True")]: "1x60" } }],
  },
]);
