import type * as pulumi from "@pulumi/pulumi";
import { poolLabel } from "../../pool-label";
import { typedCustomResource } from "../custom-resource";
import type { ICertificate, IClusterIssuer } from "../custom-resource-types";
import { listeners } from "./gateway";

/** Who certifies the Gateway, and for which host. */
export interface CertificateParts {
  name: string;
  namespace: pulumi.Input<string>;
  /** Name on the certificate. */
  host: pulumi.Input<string>;
  /** An ACME authority; `undefined` for a certificate that nobody but its own issuer vouches for. */
  acme: { email: pulumi.Input<string>; server: pulumi.Input<string> } | undefined;
  /** Secret that cert-manager writes certificate and key into. */
  secretName: string;
}

const labels = { "app.kubernetes.io/part-of": "breakwater" };

/** The issuer and the certificate, which cert-manager renews after two thirds of its life. */
export function createCertificate(parts: CertificateParts, opts: pulumi.CustomResourceOptions): void {
  const { name, namespace, host, acme, secretName } = parts;
  const issuer = typedCustomResource<IClusterIssuer>(
    `${name}-issuer`,
    {
      apiVersion: "cert-manager.io/v1",
      kind: "ClusterIssuer",
      metadata: { name, labels },
      spec: acme === undefined ? { selfSigned: {} } : { acme: acmeSpec(parts, acme) },
    },
    opts,
  );
  typedCustomResource<ICertificate>(
    `${name}-certificate`,
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name, namespace, labels },
      spec: {
        secretName,
        dnsNames: [host],
        issuerRef: {
          group: "cert-manager.io",
          kind: "ClusterIssuer",
          name: issuer.metadata.name as pulumi.Output<string>,
        },
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      },
    },
    opts,
  );
}

const acmeSpec = ({ name, namespace }: CertificateParts, { email, server }: NonNullable<CertificateParts["acme"]>) => ({
  email,
  server,
  privateKeySecretRef: { name: `${name}-acme-account` },
  solvers: [
    {
      http01: {
        gatewayHTTPRoute: {
          parentRefs: [{ kind: "Gateway", name, namespace, sectionName: listeners.http }],
          podTemplate: { spec: { nodeSelector: { [poolLabel]: "cpu" } } },
        },
      },
    },
  ],
});
