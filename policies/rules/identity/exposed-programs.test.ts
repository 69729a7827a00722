import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { exposedModelAuthenticated } from "./exposed-model-authenticated";

// Programs as people write them, by the documentation of each product.

const object = (type: string, name: string, spec: Properties, metadata: Properties = {}): Resource =>
  resource(`kubernetes:${type}`, name, { metadata: { name, namespace: "production", ...metadata }, spec });
const variable = (name: string, value?: string): Properties =>
  value === undefined ? { name, valueFrom: { secretKeyRef: { name: "s", key: "k" } } } : { name, value };
const vllm = (container: Properties = {}): Resource =>
  deployment({}, { image: "vllm/vllm-openai:v0.11.0", args: ["--model", "Qwen/Qwen3-14B"], ...container });
const service = (spec: Properties = {}, annotations: Properties = {}): Resource =>
  object(
    "core/v1:Service",
    "shop",
    { selector: { "app.kubernetes.io/name": "shop" }, ports: [{ port: 80 }], ...spec },
    { annotations },
  );
const app = [vllm(), service()];
const model = ['the model of container "app" is open to all'];
const account = (name: string): string[] => [`the account behind ${name} is open to all`];
const undecided = ["nobody can tell here"];
const inside = ["not applicable: the stack has no way in from the internet"];

const ingress = (annotations: Properties = {}, spec: Properties = {}): Resource =>
  object(
    "networking.k8s.io/v1:Ingress",
    "shop",
    { ingressClassName: "nginx", defaultBackend: { service: { name: "shop", port: { number: 80 } } }, ...spec },
    { annotations },
  );
const nginx = (annotations: Record<string, string>): Resource =>
  ingress(
    Object.fromEntries(
      Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
    ),
  );
const chart = (values: Properties, name = "ingress-nginx"): Resource =>
  resource("kubernetes:helm.sh/v3:Release", name, { chart: name, namespace: "ingress", values });
const internal = { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" };

judgesAs(exposedModelAuthenticated, [
  ["nginx with basic auth", [...app, nginx({ "auth-type": "basic", "auth-secret": "users" })], []],
  ["nginx with basic auth and no list of who may", [...app, nginx({ "auth-type": "basic" })], model],
  [
    "nginx with oauth2-proxy",
    [...app, nginx({ "auth-url": "https://$host/oauth2/auth", "auth-signin": "https://$host/oauth2/start" })],
    [],
  ],
  [
    "nginx with a page to sign in at, and nobody who asks",
    [...app, nginx({ "auth-signin": "https://a/start" })],
    model,
  ],
  ["nginx with a realm alone", [...app, nginx({ "auth-realm": "Models" })], model],
  ["nginx with certificates", [...app, nginx({ "auth-tls-secret": "production/ca" })], []],
  [
    "nginx with certificates that need not be",
    [...app, nginx({ "auth-tls-secret": "production/ca", "auth-tls-verify-client": "optional" })],
    model,
  ],
  ["nginx for an office", [...app, nginx({ "whitelist-source-range": "203.0.113.0/24" })], []],
  ["nginx for every address", [...app, nginx({ "whitelist-source-range": "203.0.113.0/24, 0.0.0.0/0" })], model],
  [
    "nginx for both halves of the internet",
    [...app, nginx({ "allowlist-source-range": "0.0.0.0/1,128.0.0.0/1" })],
    model,
  ],
  ["nginx with a piece of configuration", [...app, nginx({ "configuration-snippet": "auth_jwt …" })], undecided],
  [
    "nginx that asks for every Ingress",
    [...app, ingress(), chart({ controller: { config: { "global-auth-url": "https://login/auth" } } })],
    [],
  ],
  [
    "but not for this one",
    [
      ...app,
      nginx({ "enable-global-auth": "false" }),
      chart({ controller: { config: { "global-auth-url": "https://login/auth" } } }),
    ],
    model,
  ],
  [
    "nginx behind an internal load balancer, by its chart",
    [...app, ingress(), chart({ controller: { service: { annotations: internal } } })],
    inside,
  ],
  [
    "two of nginx, of which the public one serves the class",
    [
      ...app,
      ingress(),
      chart({ controller: { ingressClassResource: { name: "intern" }, service: { annotations: internal } } }),
    ],
    model,
  ],
  [
    "Amazon's with its login",
    [
      ...app,
      ingress(
        { "alb.ingress.kubernetes.io/scheme": "internet-facing", "alb.ingress.kubernetes.io/auth-type": "oidc" },
        { ingressClassName: "alb" },
      ),
    ],
    [],
  ],
  [
    "Amazon's for every address",
    [
      ...app,
      ingress(
        {
          "alb.ingress.kubernetes.io/scheme": "internet-facing",
          "alb.ingress.kubernetes.io/inbound-cidrs": "0.0.0.0/0",
        },
        { ingressClassName: "alb" },
      ),
    ],
    model,
  ],
  [
    "Application Gateway",
    [
      ...app,
      ingress(
        { "appgw.ingress.kubernetes.io/waf-policy-for-path": "/subscriptions/…" },
        { ingressClassName: "azure-application-gateway" },
      ),
    ],
    model,
  ],
  [
    "Application Gateway inside, behind API Management",
    [
      ...app,
      ingress(
        { "appgw.ingress.kubernetes.io/use-private-ip": "true" },
        { ingressClassName: "azure-application-gateway" },
      ),
    ],
    inside,
  ],
  ["Kong with plugins", [...app, ingress({ "konghq.com/plugins": "auth" }, { ingressClassName: "kong" })], undecided],
  ["Kong without", [...app, ingress({}, { ingressClassName: "kong" })], model],

  ["a load balancer for an office", [vllm(), service({ type: "LoadBalancer" }, ranges("203.0.113.0/24"))], inside],
  [
    "a load balancer for everybody, in so many words",
    [vllm(), service({ type: "LoadBalancer" }, ranges("0.0.0.0/0"))],
    model,
  ],
  [
    "a load balancer of Tailscale's",
    [vllm(), service({ type: "LoadBalancer", loadBalancerClass: "tailscale" })],
    inside,
  ],
  ["a port of the nodes, which have no address of the internet's", [vllm(), service({ type: "NodePort" })], inside],

  ["vLLM with a key as an option", [vllm({ args: ["--api-key=$(KEY)"] }), service(), ingress()], []],
  ["vLLM with an empty key", [vllm({ args: ["--api-key", ""] }), service(), ingress()], model],
  [
    "vLLM with a key in a script",
    [vllm({ command: ["sh", "-c"], args: ["vllm serve m --api-key $KEY"] }), service(), ingress()],
    [],
  ],
  ["vLLM with a key in a variable", [vllm({ env: [variable("VLLM_API_KEY")] }), service(), ingress()], []],
  ["vLLM with an empty variable", [vllm({ env: [variable("VLLM_API_KEY", "")] }), service(), ingress()], model],
  ["TGI with a key", [tgi([variable("API_KEY")]), service(), ingress()], []],
  ["TGI without", [tgi([variable("HF_TOKEN")]), service(), ingress()], model],
  [
    "llama.cpp with a key",
    [vllm({ image: "ghcr.io/ggml-org/llama.cpp:server", env: [variable("LLAMA_API_KEY")] }), service(), ingress()],
    [],
  ],
  ["Ollama, which has none", [vllm({ image: "ollama/ollama:0.12.0", args: [] }), service(), ingress()], model],
  [
    "Triton, which has none",
    [vllm({ image: "nvcr.io/nvidia/tritonserver:25.06-py3", args: [] }), service(), ingress()],
    model,
  ],
  [
    "LiteLLM with a master key",
    [litellm([variable("OPENAI_API_KEY"), variable("LITELLM_MASTER_KEY")]), service(), ingress()],
    [],
  ],
  ["LiteLLM without", [litellm([variable("OPENAI_API_KEY")]), service(), ingress()], account("OPENAI_API_KEY")],
  [
    "an app with a key of somebody else's",
    [litellm([variable("OPENAI_API_KEY"), variable("API_KEY")]), service(), ingress()],
    account("OPENAI_API_KEY"),
  ],
  [
    "an app that calls Azure by its identity",
    [litellm([variable("AZURE_OPENAI_ENDPOINT", "https://a.openai.azure.com")]), service(), ingress()],
    account("AZURE_OPENAI_ENDPOINT"),
  ],
  ["Open WebUI", [webui([variable("OPENAI_API_KEY")]), service(), ingress()], []],
  [
    "Open WebUI without its login",
    [webui([variable("OPENAI_API_KEY"), variable("WEBUI_AUTH", "False")]), service(), ingress()],
    account("OPENAI_API_KEY"),
  ],
]);

function ranges(text: string): Properties {
  return { "service.beta.kubernetes.io/azure-allowed-ip-ranges": text };
}
function tgi(env: Properties[]): Resource {
  return vllm({ image: "ghcr.io/huggingface/text-generation-inference:3.3.4", args: [], env });
}
function litellm(env: Properties[]): Resource {
  return deployment({}, { image: "ghcr.io/berriai/litellm:v1.77.0", env });
}
function webui(env: Properties[]): Resource {
  return deployment({}, { image: "ghcr.io/open-webui/open-webui:v0.6.30", env });
}

const traefik = (route: Properties = {}, spec: Properties = {}): Resource =>
  object("traefik.io/v1alpha1:IngressRoute", "shop", {
    entryPoints: ["websecure"],
    routes: [{ match: "Host(`a`)", kind: "Rule", services: [{ name: "shop", port: 80 }], ...route }],
    ...spec,
  });
const middleware = (name: string, spec: Properties): Resource => object("traefik.io/v1alpha1:Middleware", name, spec);
const byMiddleware = { middlewares: [{ name: "who" }] };

judgesAs(exposedModelAuthenticated, [
  ["Traefik", [...app, traefik()], model],
  ["Traefik on an entry point inside", [...app, traefik({}, { entryPoints: ["internal"] })], inside],
  [
    "Traefik with a login elsewhere",
    [...app, traefik(byMiddleware), middleware("who", { forwardAuth: { address: "http://oauth2-proxy/" } })],
    [],
  ],
  ["Traefik with passwords", [...app, traefik(byMiddleware), middleware("who", { basicAuth: { secret: "s" } })], []],
  [
    "Traefik with a chain of them",
    [
      ...app,
      traefik(byMiddleware),
      middleware("who", { chain: { middlewares: [{ name: "b" }] } }),
      middleware("b", { basicAuth: { secret: "s" } }),
    ],
    [],
  ],
  ["Traefik with compression alone", [...app, traefik(byMiddleware), middleware("who", { compress: {} })], model],
  ["Traefik with another stack's middleware", [...app, traefik(byMiddleware)], undecided],
  [
    "Traefik for an office",
    [...app, traefik(byMiddleware), middleware("who", { ipAllowList: { sourceRange: ["203.0.113.0/24"] } })],
    [],
  ],
  [
    "Traefik for everybody",
    [...app, traefik(byMiddleware), middleware("who", { ipAllowList: { sourceRange: ["0.0.0.0/0"] } })],
    model,
  ],
  [
    "Traefik by an Ingress whose middleware compresses",
    [
      ...app,
      ingress(
        { "traefik.ingress.kubernetes.io/router.middlewares": "production-who@kubernetescrd" },
        { ingressClassName: "traefik" },
      ),
      middleware("who", { compress: {} }),
    ],
    model,
  ],
  [
    "Traefik by an Ingress whose middleware asks",
    [
      ...app,
      ingress(
        { "traefik.ingress.kubernetes.io/router.middlewares": "production-who@kubernetescrd" },
        { ingressClassName: "traefik" },
      ),
      middleware("who", { forwardAuth: { address: "http://authelia" } }),
    ],
    [],
  ],
]);

const istio = (...policies: Resource[]): Resource[] => [
  ...app,
  object(
    "networking.istio.io/v1:Gateway",
    "web",
    { selector: { istio: "ingressgateway" } },
    { namespace: "istio-ingress" },
  ),
  object("networking.istio.io/v1:VirtualService", "shop", {
    gateways: ["istio-ingress/web"],
    hosts: ["a"],
    http: [{ route: [{ destination: { host: "shop.production.svc.cluster.local" } }] }],
  }),
  ...policies,
];
const tokens = object("security.istio.io/v1:RequestAuthentication", "tokens", { jwtRules: [{ issuer: "i" }] });
const authorization = (spec: Properties, metadata: Properties = {}): Resource =>
  object("security.istio.io/v1:AuthorizationPolicy", "who", spec, metadata);

judgesAs(exposedModelAuthenticated, [
  ["Istio", istio(), model],
  ["Istio inside the mesh alone", istio().slice(0, 2).concat(istio()[3]!), inside],
  ["Istio that checks tokens and takes none", istio(tokens), model],
  [
    "Istio that asks for a token",
    istio(tokens, authorization({ rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }] })),
    [],
  ],
  [
    "Istio that refuses who has none",
    istio(
      tokens,
      authorization(
        { action: "DENY", rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }] },
        { namespace: "istio-system" },
      ),
    ),
    [],
  ],
  [
    "Istio with a login elsewhere",
    istio(authorization({ action: "CUSTOM", provider: { name: "oauth2" }, rules: [{}] })),
    [],
  ],
  [
    "Istio that asks for a token or nothing",
    istio(
      authorization({
        rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }, { to: [{ operation: { paths: ["/v1/*"] } }] }],
      }),
    ),
    model,
  ],
  [
    "Istio that asks on some pods",
    istio(authorization({ selector: { matchLabels: { app: "other" } }, rules: [] })),
    undecided,
  ],
  ["Istio that only audits", istio(authorization({ action: "AUDIT", rules: [{}] })), model],
]);

const contour = (host: Properties = {}, route: Properties = {}): Resource =>
  object("projectcontour.io/v1:HTTPProxy", "shop", {
    virtualhost: { fqdn: "a", ...host },
    routes: [{ services: [{ name: "shop", port: 80 }], ...route }],
  });
const gateway = (spec: Properties = {}): Resource =>
  object("gateway.networking.k8s.io/v1:Gateway", "web", {
    gatewayClassName: "envoy",
    listeners: [{ name: "a" }],
    ...spec,
  });
const httpRoute = (kind = "HTTPRoute"): Resource =>
  object(`gateway.networking.k8s.io/v1:${kind}`, "shop", {
    parentRefs: [{ name: "web" }],
    rules: [{ backendRefs: [{ name: "shop", port: 80 }] }],
  });
const security = (spec: Properties): Resource =>
  object("gateway.envoyproxy.io/v1alpha1:SecurityPolicy", "who", {
    targetRefs: [{ kind: "HTTPRoute", name: "shop" }],
    ...spec,
  });
const allow = (principal: Properties): Properties => ({ authorization: { rules: [{ action: "Allow", principal }] } });

judgesAs(exposedModelAuthenticated, [
  ["Contour", [...app, contour()], model],
  ["Contour with a server that asks", [...app, contour({ authorization: { extensionRef: { name: "auth" } } })], []],
  [
    "Contour with one that this route does without",
    [...app, contour({ authorization: { extensionRef: { name: "auth" } } }, { authPolicy: { disabled: true } })],
    model,
  ],
  ["Contour with tokens", [...app, contour({ jwtProviders: [{ name: "a", default: true }] })], []],
  ["Contour with tokens that no route asks for", [...app, contour({ jwtProviders: [{ name: "a" }] })], model],
  ["a route by TCP", [...app, gateway(), httpRoute("TCPRoute")], model],
  [
    "Envoy Gateway for an office",
    [...app, gateway(), httpRoute(), security(allow({ clientCIDRs: ["203.0.113.0/24"] }))],
    [],
  ],
  [
    "Envoy Gateway for every address",
    [...app, gateway(), httpRoute(), security(allow({ clientCIDRs: ["0.0.0.0/0"] }))],
    model,
  ],
  [
    "Envoy Gateway for some roles from every address",
    [...app, gateway(), httpRoute(), security(allow({ clientCIDRs: ["0.0.0.0/0"], jwt: { provider: "a" } }))],
    [],
  ],
  [
    "Envoy Gateway with code of its own",
    [
      ...app,
      gateway(),
      httpRoute(),
      object("gateway.envoyproxy.io/v1alpha1:EnvoyExtensionPolicy", "code", {
        targetRefs: [{ kind: "HTTPRoute", name: "shop" }],
        wasm: [{ name: "a" }],
      }),
    ],
    undecided,
  ],
]);
