import * as pulumi from "@pulumi/pulumi";
import { type ArgumentCheck, matching } from "../../validation";
import { type DeepInput, typedCustomResource } from "../custom-resource";
import type { ISecurityPolicy } from "../custom-resource-types";
import { dnsLabel, httpUrl, someText } from "../rules";
import { pathPattern } from "./path-pattern";

/** A login of people by Entra ID, before a request comes to the backend. */
export interface EdgeLogin {
  /** Tenant whose people and programs are let in, its id. */
  tenantId: pulumi.Input<string>;
  /** Client id of the app registration that they log in to. Its redirect address is `https://<host>/oauth2/callback`. */
  clientId: pulumi.Input<string>;
  /** Secret in the backend's namespace that holds the registration's secret under `client-secret`. */
  secretName: pulumi.Input<string>;
  /**
   * Regular expression (RE2) of the paths that people open in a browser: who is not logged in is sent to the login. It must match
   * `/oauth2/callback` and `/logout`, which the proxy answers itself.
   */
  paths: string;
  /**
   * Who is asked on the backend's own `paths`, which programs call: `token`, the proxy asks for an access token of the tenant; `backend`, it
   * asks for nothing, because the backend does.
   */
  programs: "token" | "backend";
  /**
   * App roles of the registration of which somebody needs one, by their values (the claim `roles`). Programs can have them too. Default: none is asked
   * for, whoever the tenant lets log in comes in.
   */
  roles?: string[];
  /**
   * Groups of which somebody needs to be in one, by their ids, or to have one of `roles`. The registration must put the claim `groups` into its tokens, and
   * who is in more than 200 has none there: roles are the surer way. Default: none is asked for.
   */
  groups?: string[];
  /** Address of Entra ID. Default: that of Azure's public cloud. */
  authority?: string;
}

/** Name of the key with the registration's secret: the one that Envoy Gateway reads. */
export const loginSecretKey = "client-secret";

/** The header in which the backend reads who asks. What a client sends under this name never comes through. */
export const userHeader = "x-user-id";

/** Path that ends a login. */
export const logoutPath = "/logout";

/** Paths that the proxy itself answers for a login. */
const ownPaths = ["/oauth2/callback", logoutPath] as const;

/** Name of the check of tokens, which their claims are told by. */
const provider = "entra";

/** Cookie of the identity token, in which the proxy looks for who has logged in. */
const identityCookie = "breakwater-identity";

const labels = { "app.kubernetes.io/part-of": "breakwater" };

/** A login with its defaults, and what goes with it. */
interface LoginParts extends Required<EdgeLogin> {
  /** Name of the Gateway. */
  name: string;
  /** Namespace of the routes. */
  namespace: pulumi.Input<string>;
  /** Names of the two routes: of programs, and of people. */
  routes: { programs: pulumi.Input<string>; people: pulumi.Input<string> };
}

/**
 * The policies that ask who somebody is. People are sent to the login and come back with a cookie; their identity token is then checked as any
 * token is, and tells the backend the object id of the person, which never changes, in `x-user-id`.
 * Envoy runs the login before the check of tokens, and hands on cookies decrypted (Envoy Gateway 1.9.1, `httpfilters.go`).
 */
export function createLogin(parts: LoginParts, opts: pulumi.CustomResourceOptions): void {
  const { namespace, routes, clientId, secretName, programs } = parts;
  const authorization = authorizationOf(parts);
  const policy = (route: pulumi.Input<string>, spec: DeepInput<ISecurityPolicy["spec"]>, name: string) =>
    typedCustomResource<ISecurityPolicy>(
      name,
      {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "SecurityPolicy",
        metadata: { name: route, namespace, labels },
        spec: { targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: route }], ...spec },
      },
      opts,
    );
  const { authorize, token, endSession, keys, issuer } = endpointsOf(parts);
  const tokens = (extractFrom: object) => ({
    providers: [
      {
        name: provider,
        issuer,
        audiences: [clientId],
        remoteJWKS: { uri: keys },
        claimToHeaders: [{ claim: "oid", header: userHeader }],
        ...extractFrom,
      },
    ],
  });
  policy(
    routes.people,
    {
      oidc: {
        // With both endpoints named the controller asks nobody for them.
        // Without the last, who signs out is sent to the login, which remembers and signs in again.
        provider: {
          issuer,
          authorizationEndpoint: authorize,
          tokenEndpoint: token,
          endSessionEndpoint: endSession,
        },
        clientID: clientId,
        clientSecret: { name: secretName },
        cookieNames: { idToken: identityCookie },
        // Another site's script and form send no cookie; the way back from the login, a link, does, as `Strict` would not.
        cookieConfig: { sameSite: "Lax" },
        logoutPath,
        // Entra ID gives a refresh token for `offline_access` alone.
        scopes: ["openid", "offline_access"],
        refreshToken: true,
        // What the page's script asks for cannot follow a redirect to another site: it is told 401, and reloads the page.
        denyRedirect: { headers: [{ name: "sec-fetch-mode", type: "RegularExpression", value: "cors|same-origin" }] },
      },
      jwt: tokens({ extractFrom: { cookies: [identityCookie] } }),
      ...authorization,
    },
    `${parts.name}-login`,
  );
  if (programs === "token") policy(routes.programs, { jwt: tokens({}), ...authorization }, `${parts.name}-tokens`);
}

/** Who of those that are logged in comes in: one rule a claim, so that one of them is enough. Others are answered with 403. */
function authorizationOf({
  roles,
  groups,
}: Pick<LoginParts, "roles" | "groups">): DeepInput<Pick<ISecurityPolicy["spec"], "authorization">> {
  const claims = Object.entries({ roles, groups }).filter(([, values]) => values.length > 0);
  if (claims.length === 0) return {};
  return {
    authorization: {
      defaultAction: "Deny",
      rules: claims.map(([claim, values]) => ({
        name: claim,
        action: "Allow",
        principal: { jwt: { provider, claims: [{ name: claim, valueType: "StringArray", values }] } },
      })),
    },
  };
}

/** Endpoints of version 2.0 (https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc). */
function endpointsOf({ authority, tenantId }: Pick<LoginParts, "authority" | "tenantId">) {
  const at = (path: string) => pulumi.interpolate`${authority}/${tenantId}${path}`;
  return {
    issuer: at("/v2.0"),
    authorize: at("/oauth2/v2.0/authorize"),
    token: at("/oauth2/v2.0/token"),
    endSession: at("/oauth2/v2.0/logout"),
    keys: at("/discovery/v2.0/keys"),
  };
}

const directoryId = matching(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  "an id such as 8f2c5d0e-…, in hexadecimal",
);

/** Value of an app role: https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps */
const roleValue = matching(
  /^(?!\.)[!-~]{1,120}$/,
  "an app role's value, 1 to 120 characters without blanks, not beginning with a dot",
);

/** The login with its defaults; what is wrong with it is a problem of `check`. */
export function validLogin(check: ArgumentCheck, login: EdgeLogin | undefined): Required<EdgeLogin> | undefined {
  if (login === undefined) return undefined;
  const answersItself = {
    allowed: `a regular expression that matches ${ownPaths.join(" and ")}`,
    accepts: (paths: string) =>
      pathPattern.accepts(paths) && ownPaths.every((path) => new RegExp(`^(${paths})$`, "u").test(path)),
  };
  check.input("login.paths", login.paths, answersItself);
  check.input("login.programs", login.programs, {
    allowed: "token or backend",
    accepts: (value) => value === "token" || value === "backend",
  });
  return {
    tenantId: check.input("login.tenantId", login.tenantId, directoryId),
    clientId: check.input("login.clientId", login.clientId, someText),
    secretName: check.input("login.secretName", login.secretName, dnsLabel),
    paths: login.paths,
    programs: login.programs,
    roles: check.each("login.roles", login.roles ?? [], roleValue) as string[],
    groups: check.each("login.groups", login.groups ?? [], directoryId) as string[],
    authority: check.input(
      "login.authority",
      login.authority ?? "https://login.microsoftonline.com",
      httpUrl,
    ) as string,
  };
}
