import {
  type Container,
  type ExposedRoute,
  type Resource,
  type Service,
  servicesOf,
  someKnown,
  type Workload,
  workloadsOf,
} from "@breakwater/plan-views";
import { variablesOf } from "../container-variables";
import { isModelServer } from "../probes/model-server";

/** What stands behind a route: a workload that a Service of it selects. */
export interface BehindRoute {
  workload: Workload;
  /** What a stranger could spend there: a model, or somebody's account at a provider of models; `undefined`: neither is seen. */
  treasure: string | undefined;
  /** Whether it seems to ask its callers itself. */
  asksItself: boolean;
}

/** Providers of models whose keys cost money by the token. */
const providerKey =
  /^(.*_)?(OPENAI|AZURE_OPENAI|ANTHROPIC|CLAUDE|GEMINI|GOOGLE_AI|VERTEX|MISTRAL|COHERE|GROQ|TOGETHER|DEEPSEEK|OPENROUTER|HOLYSHEEP|XAI|PERPLEXITY|FIREWORKS|REPLICATE|BEDROCK|DASHSCOPE|MOONSHOT|LLM|LITELLM)(_GATEWAY)?(_API)?_(KEY|TOKEN)(_FILE)?$/;

/** A provider's address where an identity of the pod stands in for its key. */
const providerAddress = /^(.*_)?AZURE_(OPENAI|AI)(_[A-Z]+)*_ENDPOINT$/;

/** Variables by which a server asks its callers: keys of theirs, a login, or what signs its sessions. */
const askingVariable =
  /^(CLIENT_API_KEYS?(_FILE)?|VLLM_API_KEY|LLAMA_API_KEY|LOCALAI_API_KEY|LITELLM_MASTER_KEY|(SERVER|MASTER|ADMIN|PROXY|GATEWAY)_API_KEY|.*(OIDC|OAUTH2?|SAML|NEXTAUTH|AUTH0|CLERK|KEYCLOAK|JWT|JWKS|LDAP|BASIC_AUTH).*|AUTH_.*|.*_AUTH_(SECRET|URL|ISSUER))$/;

/** The same of servers of models, whose own key it is. Elsewhere it is as likely somebody else's. */
const modelServersKey = /^API_KEYS?$/;

/** Variables by which an application switches its login off: Open WebUI's, and others'. */
const loginSwitch = /^(WEBUI_AUTH|(ENABLE_)?AUTH(_ENABLED)?|ENABLE_(LOGIN|AUTHENTICATION))$/;

/** Values that switch something off, or say nothing. */
const off = /^(|0|false|no|off|none|disabled)$/i;

/** Options of servers that ask for a key: vLLM, SGLang, llama.cpp and TGI have `--api-key`. */
const askingOption = /^--(api-?keys?(-file)?|auth(entication)?([-=].*)?|oidc-.*|basic-auth.*|token-auth-file)(=|$)/;

/** Images of proxies that ask, and of applications that have a login of their own. */
const askingImage =
  /(^|[/-])(oauth2-proxy|pomerium|authelia|authentik|keycloak|dex|vouch-proxy|ory|open-webui|librechat|langfuse|grafana|argocd|n8n|dify-(api|web)|anything-?llm|flowise|jupyterhub|gitea|gitlab|harbor-core)([-:@/]|$)/;

/** The workloads that a route leads to, as far as this stack has them. */
export function workloadsBehind(route: ExposedRoute, resources: readonly Resource[]): BehindRoute[] {
  const services = servicesOf(resources);
  const isBackend = ({ namespace, name }: Service): boolean =>
    route.backends.some((backend) => backend.namespace === namespace && backend.name === name);
  const selecting = services.filter(isBackend);
  return workloadsOf(resources)
    .filter(
      (workload) => workload.runs !== "to completion" && someKnown(selecting, (service) => service.selects(workload)),
    )
    .map((workload) => {
      const containers = workload.longRunning;
      const variables = containers.map(
        (container) => [...variablesOf(container, workload.namespace, resources)] as [string, string | undefined][],
      );
      return {
        workload,
        treasure: treasureOf(
          containers,
          variables.flat().map(([name]) => name),
        ),
        asksItself: containers.some((container, index) => asks(container, variables[index]!)),
      };
    });
}

function treasureOf(containers: readonly Container[], variables: readonly string[]): string | undefined {
  const server = containers.find(isModelServer);
  if (server !== undefined) return `the model of container "${server.name}"`;
  const key = variables.find((name) => providerKey.test(name) || providerAddress.test(name));
  return key === undefined ? undefined : `the account behind ${key}`;
}

/** Whether a container asks its callers: by its image, its options or its variables, unless one of them switches that off. */
function asks(container: Container, variables: readonly [string, string | undefined][]): boolean {
  const { image = "", command = [], args = [] } = container;
  if (variables.some(([name, value]) => loginSwitch.test(name) && off.test(value ?? "on"))) return false;
  const words = [...command, ...args].flatMap((word) => word.split(/\s+/));
  const isOption = (word: string, index: number): boolean =>
    askingOption.test(word) && !/=$/.test(word) && words[index + 1] !== "";
  const isVariable = ([name, value]: [string, string | undefined]): boolean =>
    !off.test(value ?? "set") &&
    ((askingVariable.test(name) && !providerKey.test(name)) ||
      (modelServersKey.test(name) && isModelServer(container)));
  return askingImage.test(image) || words.some(isOption) || variables.some(isVariable);
}
