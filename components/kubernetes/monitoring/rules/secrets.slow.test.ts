import { tryAlerts } from "../../../../tests/support/alert-cases";
import { secretRules } from "./secrets";

const secret = 'name="ai-api-secrets",namespace="production"';
const ready = (status: string) => `externalsecret_status_condition{${secret},condition="Ready",status="${status}"}`;
const store = (status: string) =>
  `clustersecretstore_status_condition{name="key-vault",namespace="",condition="Ready",status="${status}"}`;
const errors = `externalsecret_sync_calls_error{${secret}}`;

tryAlerts(secretRules(), [
  {
    alert: "ExternalSecretNotSynced",
    series: { [ready("False")]: "0x4 1x30", [ready("True")]: "1x4 0x30" },
    at: "25m",
    labels: { namespace: "production", name: "ai-api-secrets" },
    quiet: [
      { why: "it is synced", series: { [ready("False")]: "0x40", [ready("True")]: "1x40" } },
      { why: "one sync failed", series: { [ready("False")]: "1x5 0x30", [ready("True")]: "0x5 1x30" } },
      { why: "the app is told of another condition", series: { [ready("False")]: "stale", [ready("True")]: "1x40" } },
    ],
  },
  {
    alert: "ExternalSecretSyncFails",
    series: { [errors]: "0+1x10 10x30" },
    at: "20m",
    labels: { namespace: "production", name: "ai-api-secrets" },
    quiet: [
      { why: "one sync failed", series: { [errors]: "0x10 1x30" } },
      { why: "they failed long ago", series: { [errors]: "9x60" }, at: "55m" },
    ],
  },
  {
    alert: "SecretStoreNotReady",
    series: { [store("False")]: "1x40", [store("True")]: "0x40" },
    at: "25m",
    labels: { name: "key-vault" },
    quiet: [{ why: "it is ready", series: { [store("False")]: "0x40", [store("True")]: "1x40" } }],
  },
]);
