import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { exposedModelAuthenticated } from "./exposed-model-authenticated";
import { exposedRouteAuthenticated } from "./exposed-route-authenticated";

const object = (type: string, name: string, spec: Properties, metadata: Properties = {}): Resource =>
  resource(`kubernetes:${type}`, name, { metadata: { name, namespace: "production", ...metadata }, spec });

const shop = (container: Properties = {}) =>
  deployment(
    {},
    { env: [{ name: "OPENAI_API_KEY", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }], ...container },
  );
const service = (spec: Properties = {}, metadata: Properties = {}) =>
  object(
    "core/v1:Service",
    "shop",
    { selector: { "app.kubernetes.io/name": "shop" }, ports: [{ port: 80 }], ...spec },
    metadata,
  );
const gateway = (spec: Properties = {}, metadata: Properties = {}) =>
  object(
    "gateway.networking.k8s.io/v1:Gateway",
    "web",
    { gatewayClassName: "envoy", listeners: [{ name: "https" }], ...spec },
    metadata,
  );
const route = (rule: Properties = {}, spec: Properties = {}) =>
  object("gateway.networking.k8s.io/v1:HTTPRoute", "shop", {
    parentRefs: [{ name: "web", sectionName: "https" }],
    rules: [{ backendRefs: [{ name: "shop", port: 80 }], ...rule }],
    ...spec,
  });
const policy = (spec: Properties, target: Properties = { kind: "HTTPRoute", name: "shop" }, name = "who") =>
  object("gateway.envoyproxy.io/v1alpha1:SecurityPolicy", name, { targetRefs: [target], ...spec });
const ingress = (annotations: Properties = {}, spec: Properties = {}) =>
  object(
    "networking.k8s.io/v1:Ingress",
    "shop",
    {
      ingressClassName: "nginx",
      rules: [{ http: { paths: [{ path: "/", backend: { service: { name: "shop", port: { number: 80 } } } }] } }],
      ...spec,
    },
    { annotations },
  );
const app = [shop(), service()];
const oidc = { oidc: { clientID: "c" } };
const open = [
  'from the internet to Deployment "production/shop", and nobody asks who calls: the account behind OPENAI_API_KEY',
];

judgesAs(exposedModelAuthenticated, [
  ["no way in", app, ["not applicable"]],
  ["a route that nobody guards", [...app, gateway(), route()], open],
  ["a login on the route", [...app, gateway(), route(), policy(oidc)], []],
  ["a token on the Gateway", [...app, gateway(), route(), policy({ jwt: {} }, { kind: "Gateway", name: "web" })], []],
  [
    "one on the listener",
    [...app, gateway(), route(), policy({ jwt: {} }, { kind: "Gateway", name: "web", sectionName: "https" })],
    [],
  ],
  [
    "one on another listener",
    [...app, gateway(), route(), policy({ jwt: {} }, { kind: "Gateway", name: "web", sectionName: "http" })],
    open,
  ],
  [
    "a policy of the route that asks nobody, in place of the Gateway's",
    [...app, gateway(), route(), policy({ cors: {} }), policy({ jwt: {} }, { kind: "Gateway", name: "web" }, "all")],
    open,
  ],
  [
    "one that is merged into the Gateway's",
    [
      ...app,
      gateway(),
      route(),
      policy({ cors: {}, mergeType: "StrategicMerge" }),
      policy({ jwt: {} }, { kind: "Gateway", name: "web" }, "all"),
    ],
    [],
  ],
  ["a token that may be left out", [...app, gateway(), route(), policy({ jwt: { optional: true } })], open],
  [
    "a check that lets in when it cannot tell",
    [...app, gateway(), route(), policy({ extAuth: { failOpen: true } })],
    open,
  ],
  ["some addresses only", [...app, gateway(), route(), policy({ authorization: { rules: [{}] } })], []],
  ["everybody but some", [...app, gateway(), route(), policy({ authorization: { defaultAction: "Allow" } })], open],
  ["a policy of another route", [...app, gateway(), route(), policy(oidc, { kind: "HTTPRoute", name: "other" })], open],
  [
    "one of the rules is guarded, another is not",
    [
      ...app,
      gateway(),
      route(
        {},
        {
          rules: [
            { name: "a", backendRefs: [{ name: "shop" }] },
            { name: "b", backendRefs: [{ name: "shop" }] },
          ],
        },
      ),
      policy(oidc, { kind: "HTTPRoute", name: "shop", sectionName: "a" }),
    ],
    open,
  ],
  [
    "policies by labels",
    [
      ...app,
      gateway({}, { labels: { guarded: "yes" } }),
      route(),
      object("gateway.envoyproxy.io/v1alpha1:SecurityPolicy", "who", {
        targetSelectors: [{ kind: "Gateway", matchLabels: { guarded: "yes" } }],
        basicAuth: {},
      }),
    ],
    [],
  ],
  [
    "certificates of clients",
    [
      ...app,
      gateway(),
      route(),
      object("gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy", "clients", {
        targetRefs: [{ kind: "Gateway", name: "web" }],
        tls: { clientValidation: { caCertificateRefs: [{ name: "ca" }] } },
      }),
    ],
    [],
  ],
  [
    "a filter that nobody here knows",
    [...app, gateway(), route({ filters: [{ type: "ExtensionRef", extensionRef: { group: "x.io", kind: "Auth" } }] })],
    ["nobody can tell here"],
  ],
  [
    "another implementation's policy",
    [
      ...app,
      gateway(),
      route(),
      object("kuadrant.io/v1:AuthPolicy", "who", { targetRef: { kind: "HTTPRoute", name: "shop" }, rules: {} }),
    ],
    ["nobody can tell here"],
  ],
  [
    "Istio's rules, of which one lets everybody in",
    [...app, gateway(), route(), object("security.istio.io/v1:AuthorizationPolicy", "who", { rules: [{}] })],
    open,
  ],
  [
    "Istio's check of tokens alone",
    [...app, gateway(), route(), object("security.istio.io/v1:RequestAuthentication", "who", { jwtRules: [{}] })],
    open,
  ],
  ["a redirect", [...app, gateway(), route({ backendRefs: [] })], ["not applicable"]],
  ["a Gateway of another stack", [...app, route()], ["not applicable"]],
  [
    "an internal Gateway",
    [
      ...app,
      gateway({
        infrastructure: { annotations: { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" } },
      }),
      route(),
    ],
    ["not applicable"],
  ],
  ["an internal class", [...app, gateway({ gatewayClassName: "gke-l7-rilb" }), route()], ["not applicable"]],
  ["an app that asks for keys", [shop({ args: ["--api-key", "$(KEY)"] }), service(), gateway(), route()], []],
  [
    "keys of callers in a ConfigMap's variables",
    [
      shop({ envFrom: [{ configMapRef: { name: "shop" } }] }),
      service(),
      gateway(),
      route(),
      resource("kubernetes:core/v1:ConfigMap", "shop", {
        metadata: { name: "shop", namespace: "production" },
        data: { CLIENT_API_KEYS_FILE: "/keys" },
      }),
    ],
    [],
  ],
  [
    "a login proxy beside it",
    [
      deployment({
        containers: [
          { name: "app", env: [{ name: "OPENAI_API_KEY", value: "x" }] },
          { name: "proxy", image: "quay.io/oauth2-proxy/oauth2-proxy:v7" },
        ],
      }),
      service(),
      gateway(),
      route(),
    ],
    [],
  ],
  ["a site without anything to spend", [deployment(), service(), gateway(), route()], []],
  [
    "a model on a load balancer of its own",
    [shop({ image: "vllm/vllm-openai:v0.11.0", env: [] }), service({ type: "LoadBalancer" })],
    ['the model of container "app"'],
  ],
  [
    "on an internal one",
    [
      shop(),
      service(
        { type: "LoadBalancer" },
        { annotations: { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" } },
      ),
    ],
    ["not applicable"],
  ],
  [
    "for some addresses",
    [shop(), service({ type: "LoadBalancer", loadBalancerSourceRanges: ["203.0.113.0/24"] })],
    ["not applicable"],
  ],
  [
    "for some addresses and all",
    [shop(), service({ type: "LoadBalancer", loadBalancerSourceRanges: ["203.0.113.0/24", "0.0.0.0/0"] })],
    open,
  ],
  ["an Ingress", [...app, ingress()], open],
  [
    "an Ingress with a login",
    [...app, ingress({ "nginx.ingress.kubernetes.io/auth-url": "https://login.example.com" })],
    [],
  ],
  [
    "an Ingress without the login that its annotation switches off",
    [...app, ingress({ "alb.ingress.kubernetes.io/auth-type": "none" })],
    open,
  ],
  [
    "an Ingress with a middleware",
    [...app, ingress({ "traefik.ingress.kubernetes.io/router.middlewares": "a-b@kubernetescrd" })],
    ["nobody can tell here"],
  ],
  ["an internal Ingress", [...app, ingress({}, { ingressClassName: "nginx-internal" })], ["not applicable"]],
  [
    "Amazon's Ingress, internal unless it says otherwise",
    [...app, ingress({}, { ingressClassName: "alb" })],
    ["not applicable"],
  ],
  [
    "Amazon's that the internet reaches",
    [...app, ingress({ "alb.ingress.kubernetes.io/scheme": "internet-facing" }, { ingressClassName: "alb" })],
    open,
  ],
]);

judgesAs(exposedRouteAuthenticated, [
  ["no route", app, ["not applicable"]],
  ["a load balancer of its own", [deployment(), service({ type: "LoadBalancer" })], ["not applicable"]],
  ["a site that is open", [deployment(), service(), ingress()], ['Ingress "production/shop" is open to the internet']],
  ["an open route to what another stack has", [gateway(), route()], ['HTTPRoute "production/shop" is open']],
  ["one with a login", [deployment(), service(), gateway(), route(), policy(oidc)], []],
  [
    "one whose workload has a login of its own",
    [deployment({}, { image: "grafana/grafana:12.3.0" }), service(), ingress()],
    [],
  ],
  ["what the stricter rule says", [...app, ingress()], []],
]);
