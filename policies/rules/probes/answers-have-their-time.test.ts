import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { answersHaveTheirTime } from "./answers-have-their-time";

const variables = (values: Record<string, string>) =>
  Object.entries({ MAX_TOKENS: "2048", HTTP_TIMEOUT: "60", ...values }).map(([name, value]) => ({ name, value }));
const app = (values: Record<string, string> = {}, grace = 300): Resource =>
  deployment({ terminationGracePeriodSeconds: grace }, { env: variables(values) });
const object = (type: string, name: string, spec: Properties, metadata: Properties = {}): Resource =>
  resource(`kubernetes:${type}`, name, { metadata: { name, namespace: "production", ...metadata }, spec });
const service = object("core/v1:Service", "shop", {
  selector: { "app.kubernetes.io/name": "shop" },
  ports: [{ port: 80 }],
});
const envoy = object("gateway.networking.k8s.io/v1:GatewayClass", "envoy", {
  controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
});
const edge = (timeout?: string): Resource[] => [
  envoy,
  service,
  object("gateway.networking.k8s.io/v1:Gateway", "web", { gatewayClassName: "envoy", listeners: [{ name: "https" }] }),
  object("gateway.networking.k8s.io/v1:HTTPRoute", "shop", {
    parentRefs: [{ name: "web" }],
    rules: [{ backendRefs: [{ name: "shop", port: 80 }] }],
  }),
  ...(timeout === undefined
    ? []
    : [
        object("gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy", "clients", {
          targetRefs: [{ kind: "Gateway", name: "web" }],
          timeout: { http: { streamIdleTimeout: timeout } },
        }),
      ]),
];
const ingress = (annotations: Properties = {}): Resource[] => [
  service,
  object(
    "networking.k8s.io/v1:Ingress",
    "shop",
    { ingressClassName: "nginx", defaultBackend: { service: { name: "shop", port: { number: 80 } } } },
    { annotations },
  ),
];

judgesAs(answersHaveTheirTime, [
  ["no word about answers", [deployment()], ["not applicable"]],
  ["answers that fit", [app()], []],
  [
    "a time-out below that of their tokens",
    [app({ ANSWER_TIMEOUT: "60" })],
    ["2048 tokens, which may take 265 s, and gives them up after 60 s"],
  ],
  [
    "more tokens than ten minutes are enough for",
    [app({ MAX_TOKENS: "8192" }, 900)],
    ["may take 880 s, and gives them up after 600 s"],
  ],
  [
    "more tokens of one model",
    [app({ PARAMETERS: '{"models":{"gpt-5":{"maxTokens":8192}},"useCases":{"faq":{"maxTokens":256}}}' }, 900)],
    ["8192 tokens, which may take 880 s, and gives them up after 600 s"],
  ],
  ["parameters that are none", [app({ PARAMETERS: '{"models":[null,{"maxTokens":"x"}],"useCases":1}' })], []],
  ["parameters that are no JSON", [app({ PARAMETERS: "{" })], []],
  ["a faster model", [app({ MAX_TOKENS: "8192", SLOWEST_TOKENS_PER_SECOND: "50" })], []],
  ["a drain that is shorter", [app({ DRAIN_SECONDS: "60" })], ["ends after 60 s when its pod is to go"]],
  ["a grace period that is shorter", [app({}, 30)], ["ends after 30 s when its pod is to go"]],
  [
    "what ConfigMaps give",
    [
      deployment({ terminationGracePeriodSeconds: 30 }, { envFrom: [{ configMapRef: { name: "shop" } }] }),
      resource("kubernetes:core/v1:ConfigMap", "shop", {
        metadata: { name: "shop", namespace: "production" },
        data: { MAX_TOKENS: "2048", HTTP_TIMEOUT: "60" },
      }),
    ],
    ["ends after 30 s"],
  ],
  ["Envoy's own bound of silence", [app(), ...edge()], []],
  [
    "answers beyond Envoy's own",
    [app({ HTTP_TIMEOUT: "120" }, 400), ...edge()],
    ['HTTPRoute "production/shop" ends a request that is silent for 300 s'],
  ],
  ["an edge that waits for them", [app({ HTTP_TIMEOUT: "120" }, 400), ...edge("11m")], []],
  ["an edge without a bound", [app({ HTTP_TIMEOUT: "120" }, 400), ...edge("0s")], []],
  ["an edge that does not", [app(), ...edge("1m30s")], ["silent for 90 s"]],
  ["nginx as it comes", [app(), ...ingress()], ["silent for 60 s"]],
  ["nginx that waits", [app(), ...ingress({ "nginx.ingress.kubernetes.io/proxy-read-timeout": "600" })], []],
  ["a text that is no number", [app({ MAX_TOKENS: "many" })], ["not applicable"]],
]);
