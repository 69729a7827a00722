import { registerObjects } from "../../../tests/support/kubernetes-objects";
import { EdgeGateway, type EdgeGatewayArgs } from "./edge-gateway";
import type { EdgeLogin } from "./login";

const kinds = {
  service: "kubernetes:core/v1:Service",
  clients: "kubernetes:gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy",
  route: "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
  limits: "kubernetes:gateway.envoyproxy.io/v1alpha1:BackendTrafficPolicy",
  security: "kubernetes:gateway.envoyproxy.io/v1alpha1:SecurityPolicy",
};
const others = ["EnvoyProxy", "EnvoyPatchPolicy"]
  .map((kind) => `kubernetes:gateway.envoyproxy.io/v1alpha1:${kind}`)
  .concat(
    ["GatewayClass", "Gateway"].map((kind) => `kubernetes:gateway.networking.k8s.io/v1:${kind}`),
    ["ClusterIssuer", "Certificate"].map((kind) => `kubernetes:cert-manager.io/v1:${kind}`),
  );
const tenantId = "11111111-2222-3333-4444-555555555555";
const login: EdgeLogin = {
  tenantId,
  clientId: "66666666-2222-3333-4444-555555555555",
  secretName: "edge-login",
  paths: "/(api/.*|oauth2/callback|logout)?",
  programs: "token",
};
const args: EdgeGatewayArgs = {
  namespace: "edge",
  backend: {
    namespace: "production",
    service: "ai-service",
    port: 80,
    paths: "/v1/.*",
    maxReplicas: 100,
    requestsPerReplica: 3_000,
  },
};
const register = (changed: Partial<EdgeLogin> | undefined) =>
  registerObjects(
    [...Object.values(kinds), ...others],
    () => new EdgeGateway("edge", { ...args, ...(changed && { login: { ...login, ...changed } }) }),
  );

test("who asks, no client says of itself: the header is taken out before anything else, with a login and without", async () => {
  expect.assertions(2);
  for (const changed of [undefined, {}]) {
    const { object } = await register(changed);
    expect(object(kinds.clients).spec.headers).toEqual({ earlyRequestHeaders: { remove: ["x-user-id"] } });
  }
});

test("without a login there is no policy of one, and no name for the proxies", async () => {
  expect.assertions(1);
  const { types } = await register(undefined);
  expect(types.filter((type) => [kinds.security, kinds.service].includes(type))).toEqual([]);
});

describe("a login by Entra ID", () => {
  test("sends people to it on their own route, and tells the backend their object id", async () => {
    expect.assertions(2);
    const { object } = await register({});
    expect(object(kinds.route, "ai-service-people").spec.rules[0].matches[0].path.value).toBe(login.paths);
    expect(object(kinds.security, "ai-service-people").spec).toMatchObject({
      targetRefs: [{ kind: "HTTPRoute", name: "ai-service-people" }],
      oidc: {
        provider: {
          issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
          tokenEndpoint: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
        },
        clientID: login.clientId,
        clientSecret: { name: "edge-login" },
      },
      jwt: {
        providers: [
          {
            audiences: [login.clientId],
            extractFrom: { cookies: ["breakwater-identity"] },
            claimToHeaders: [{ claim: "oid", header: "x-user-id" }],
          },
        ],
      },
    });
  });

  test("asks programs for a token of the tenant, unless the backend asks for keys", async () => {
    expect.assertions(2);
    const token = (await register({})).object(kinds.security, "ai-service").spec;
    expect(token).toMatchObject({
      targetRefs: [{ kind: "HTTPRoute", name: "ai-service" }],
      jwt: { providers: [{ claimToHeaders: [{ claim: "oid", header: "x-user-id" }] }] },
    });
    const { types } = await register({ programs: "backend" });
    expect(types.filter((type) => type === kinds.security)).toHaveLength(1);
  });

  test("signs out at Entra ID too, and keeps its cookies from other sites' scripts", async () => {
    expect.assertions(1);
    expect((await register({})).object(kinds.security, "ai-service-people").spec.oidc).toMatchObject({
      provider: { endSessionEndpoint: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/logout` },
      logoutPath: "/logout",
      cookieConfig: { sameSite: "Lax" },
      // Without the second there is no refresh token.
      scopes: ["openid", "offline_access"],
      refreshToken: true,
    });
  });

  test("lets in who has one of the roles or groups, people and programs alike; without any, whoever is logged in", async () => {
    expect.assertions(4);
    const group = "99999999-2222-3333-4444-555555555555";
    const { object } = await register({ roles: ["Chat.User", "Chat.Admin"], groups: [group] });
    const rule = (name: string, values: string[]) => ({
      name,
      action: "Allow",
      principal: { jwt: { provider: "entra", claims: [{ name, valueType: "StringArray", values }] } },
    });
    for (const route of ["ai-service-people", "ai-service"])
      expect(object(kinds.security, route).spec.authorization).toEqual({
        defaultAction: "Deny",
        rules: [rule("roles", ["Chat.User", "Chat.Admin"]), rule("groups", [group])],
      });
    const without = await register({ roles: [] });
    for (const route of ["ai-service-people", "ai-service"])
      expect(without.object(kinds.security, route).spec.authorization).toBeUndefined();
  });

  test("limits a client's requests on both routes", async () => {
    expect.assertions(1);
    const { targetRefs } = (await register({})).object(kinds.limits).spec;
    expect(targetRefs.map(({ name }: { name: string }) => name)).toEqual(["ai-service", "ai-service-people"]);
  });

  test("gives the proxies a name, also for those that come and go: what they bring is theirs", async () => {
    expect.assertions(1);
    expect((await register({})).object(kinds.service).spec).toMatchObject({
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: { "gateway.envoyproxy.io/owning-gateway-name": "edge" },
    });
  });

  test.each<[Partial<EdgeLogin>, string]>([
    [{ tenantId: "common" }, "login.tenantId"],
    [{ clientId: "" }, "login.clientId"],
    [{ secretName: "Edge_Login" }, "login.secretName"],
    [{ paths: "/api/.*" }, "login.paths"],
    [{ programs: "nobody" as "token" }, "login.programs"],
    [{ authority: "login.example" }, "login.authority"],
    [{ roles: ["Chat User"] }, "login.roles[0]"],
    [{ roles: ["Chat.User", ""] }, "login.roles[1]"],
    [{ groups: ["everybody"] }, "login.groups[0]"],
  ])("%j is refused with its place", async (changed, place) => {
    expect.assertions(1);
    await expect(register(changed)).rejects.toThrow(place);
  });
});
