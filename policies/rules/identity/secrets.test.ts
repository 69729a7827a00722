import type { Properties } from "@breakwater/plan-views";
import { judge } from "../../judge";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { noLiteralSecret } from "./no-literal-secret";
import { noSecretInConfig } from "./no-secret-in-config";
import { noSecretInProgram } from "./no-secret-in-program";

const env = (...variables: Properties[]) => deployment({}, { env: variables });
const probe = (httpGet: Properties) =>
  deployment({}, { livenessProbe: { httpGet: { path: "/", port: 80, ...httpGet } } });

judgesAs(noLiteralSecret, [
  ["a reference", [env({ name: "API_KEY", valueFrom: { secretKeyRef: { name: "keys", key: "api" } } })], []],
  [
    "a setting of a similar name",
    [env({ name: "MAX_TOKENS", value: "2048" }, { name: "API_KEY_FILE", value: "/keys/api" })],
    [],
  ],
  ["an empty value", [env({ name: "API_KEY", value: "" })], []],
  ["a variable without a name", [env({ value: "abc" })], ["not applicable"]],
  ["a header without a value", [probe({ httpHeaders: [{ name: "Authorization" }] })], ["not applicable"]],
  ["a variable without a value", [env({ name: "API_KEY" })], []],
  ["an argument from a variable", [deployment({}, { args: ["--api-key=$(API_KEY)"] })], []],
  ["a header without a credential", [probe({ httpHeaders: [{ name: "Host", value: "shop.example" }] })], []],
  ["a checksum of a secret", [deployment({}, {}, { annotations: { "checksum/secret": "[secret]" } })], []],
  [
    "a key",
    [env({ name: "HOLYSHEEP_API_KEY", value: "sk-1" })],
    ["has the secret HOLYSHEEP_API_KEY as a literal value"],
  ],
  ["a password in small letters", [env({ name: "redis_password", value: "x" })], ["redis_password"]],
  ["a secret of the program under any name", [env({ name: "SETTING", value: "[secret]" })], ["has the secret SETTING"]],
  ["a password in an address", [env({ name: "BROKER", value: "amqp://shop:x1@mq/" })], ["has the secret BROKER"]],
  ["a file in a variable", [env({ name: "CONFIG", value: '{"db":{"password":"x1"}}' })], ["has the secret CONFIG"]],
  [
    "an argument",
    [deployment({}, { args: ["--api-key", "sk-1"] })],
    ["has a secret in its command and arguments: a key as a literal value"],
  ],
  [
    "an argument of a command",
    [deployment({}, { command: ["sh", "-c"], args: ["exec app --password x1"] })],
    ["in its command and arguments: a password"],
  ],
  ["an argument of the program's", [deployment({}, { args: ["[secret]"] })], ["a secret of the program"]],
  [
    "a header",
    [probe({ httpHeaders: [{ name: "Authorization", value: "Bearer abc" }] })],
    ["in its livenessProbe: the credential of an Authorization header"],
  ],
  ["a probe's address", [probe({ path: "/health?token=abc" })], ["in its livenessProbe: a token"]],
  [
    "a hook",
    [deployment({}, { lifecycle: { preStop: { exec: { command: ["redis-cli", "-a", "x1", "shutdown"] } } } })],
    ["in its preStop: a password"],
  ],
  [
    "a native sidecar",
    [
      deployment({
        initContainers: [{ name: "proxy", restartPolicy: "Always", env: [{ name: "PROXY_TOKEN", value: "x1" }] }],
      }),
    ],
    ['Container "proxy"'],
  ],
  [
    "an annotation of the pods",
    [deployment({}, {}, { annotations: { "example.com/api-token": "abc" } })],
    ["in the annotation example.com/api-token: a token"],
  ],
  [
    "a name that a user knows",
    [env({ name: "HANDSHAKE", value: "abc" })],
    ["has the secret HANDSHAKE"],
    { namePattern: "^HANDSHAKE$" },
  ],
  ["a name that a user allows", [env({ name: "DEMO_TOKEN", value: "abc" })], [], { allowedNames: "^DEMO_" }],
]);

test("a message never repeats a secret", () => {
  const secret = "sk-live-1234567890abcdef";
  const all = [
    deployment({}, { args: [`--key=${secret}`], env: [{ name: "LLM_KEY", value: secret }] }),
    configMap({ key: secret }),
    resource("kubernetes:core/v1:Secret", "auth", { metadata: { name: "auth" }, stringData: { key: secret } }),
  ];
  const messages = [noLiteralSecret, noSecretInConfig, noSecretInProgram].flatMap((rule) =>
    judge(rule, all).findings.map(({ message }) => message),
  );
  expect(messages).toHaveLength(4);
  expect(messages.join()).not.toContain(secret);
});

function configMap(data: Properties, metadata: Properties = {}) {
  return resource("kubernetes:core/v1:ConfigMap", "settings", {
    metadata: { name: "settings", namespace: "shop", ...metadata },
    data,
  });
}
const scaledObject = (metadata: Properties) =>
  resource("kubernetes:keda.sh/v1alpha1:ScaledObject", "app-so", {
    metadata: { name: "app-so", namespace: "shop" },
    spec: { scaleTargetRef: { name: "app" }, triggers: [{ type: "rabbitmq", metadata }] },
  });

judgesAs(noSecretInConfig, [
  ["settings", [configMap({ LOG_LEVEL: "info", DB_PASSWORD_FILE: "/run/secrets/db" })], []],
  ["a certificate", [configMap({ "ca.crt": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" })], []],
  ["a trigger by a variable", [scaledObject({ hostFromEnv: "RABBITMQ_HOST", queueName: "tasks" })], []],
  [
    "what an ExternalSecret names",
    [
      resource("kubernetes:external-secrets.io/v1:ExternalSecret", "db", {
        metadata: { name: "db" },
        spec: { data: [{ secretKey: "password", remoteRef: { key: "db-password-1a2b3c4d5e" } }] },
      }),
    ],
    ["not applicable"],
  ],
  ["a pod's own variables, which another rule judges", [env({ name: "API_KEY", value: "abc" })], []],
  [
    "a key",
    [configMap({ LLM_API_KEY: "sk-live-1234567890abcdef" })],
    ['ConfigMap "shop/settings" has a secret in clear: an API key in data.LLM_API_KEY'],
  ],
  ["a file", [configMap({ "app.yaml": "db:\n  password: x1\n" })], ["a password in data.app.yaml"]],
  ["a secret of the program", [configMap({ license: "[secret]" })], ["a secret of the program in data.license"]],
  [
    "an annotation",
    [configMap({}, { annotations: { "example.com/token": "abc" } })],
    ["a token in metadata.annotations.example.com/token"],
  ],
  [
    "a trigger's host",
    [scaledObject({ host: "amqp://shop:x1@mq:5672/" })],
    ["a password in an address in spec.triggers[0].metadata.host"],
  ],
  [
    "a variable of a custom resource",
    [
      resource("kubernetes:example.com/v1:Shop", "shop", {
        metadata: { name: "shop" },
        spec: { env: [{ name: "API_TOKEN", value: "abc" }] },
      }),
    ],
    ["a token in spec.env[0].value"],
  ],
]);

const secret = (fields: Properties) =>
  resource("kubernetes:core/v1:Secret", "auth", { metadata: { name: "auth", namespace: "shop" }, ...fields });
const release = (values: Properties) =>
  resource("kubernetes:helm.sh/v3:Release", "redis", { chart: "redis", namespace: "redis", values });

judgesAs(noSecretInProgram, [
  ["a secret of the program", [secret({ stringData: { password: "[secret]" } })], []],
  ["all of it a secret of the program", [secret({ stringData: "[secret]" })], []],
  ["a token that Kubernetes fills in", [secret({ type: "kubernetes.io/service-account-token" })], []],
  [
    "what a Secret has beside it",
    [secret({ stringData: { username: "shop", host: "db-1.shop", url: "https://db", password: "[secret]" } })],
    [],
  ],
  [
    "a public certificate",
    [secret({ data: { "ca.crt": Buffer.from("-----BEGIN CERTIFICATE-----\nMIIB").toString("base64") } })],
    [],
  ],
  [
    "a chart with the name of a Secret",
    [
      release({
        auth: { existingSecret: "redis-auth", existingSecretPasswordKey: "redis-password", passwordKey: "password" },
      }),
    ],
    [],
  ],
  [
    "a chart with a secret of the program",
    [release({ auth: { password: "[secret]" }, args: ["--token=[secret]"] })],
    [],
  ],
  [
    "a database whose password is the program's",
    [
      resource("azure-native:dbforpostgresql:Server", "db", {
        administratorLogin: "shop",
        administratorLoginPassword: "[secret]",
      }),
    ],
    [],
  ],
  [
    "a text",
    [secret({ stringData: { password: "hunter2" } })],
    ['Secret "shop/auth" is made from a text of the program: a password in stringData.password, as a literal value'],
  ],
  [
    "a text in base64",
    [secret({ data: { password: Buffer.from("hunter2").toString("base64") } })],
    ["a password in data.password"],
  ],
  ["a text of any name", [secret({ stringData: { value: "hunter2hunter2" } })], ["a value in stringData.value"]],
  ["a file", [secret({ stringData: { "app.env": "A=b\nAPI_KEY=abc\n" } })], ["a key in stringData.app.env"]],
  [
    "a private key",
    [secret({ stringData: { "tls.key": "-----BEGIN PRIVATE KEY-----\nMIIE\n" } })],
    ["a private key in stringData.tls.key"],
  ],
  [
    "a chart's password",
    [release({ auth: { password: "hunter2" } })],
    ['Release "redis" has a secret of the program in clear: a password in values.auth.password, as a literal value'],
  ],
  [
    "a chart's variable",
    [release({ extraEnvVars: [{ name: "API_TOKEN", value: "abc" }] })],
    ["a token in values.extraEnvVars[0].value"],
  ],
  ["a chart's argument", [release({ extraArgs: ["--api-key=abc"] })], ["a key in values.extraArgs"]],
  [
    "a database",
    [resource("azure-native:dbforpostgresql:Server", "db", { administratorLoginPassword: "hunter2" })],
    ["a password in administratorLoginPassword"],
  ],
  [
    "a vault's own secret",
    [resource("azure-native:keyvault:Secret", "key", { properties: { value: "hunter2" } })],
    ["the value in properties.value"],
  ],
  [
    "what Pulumi's engine shows",
    [{ ...secret({ stringData: { password: "hunter2" } }), showsSecrets: true }],
    ["not applicable: Pulumi's engine"],
  ],
]);
