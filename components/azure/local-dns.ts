/**
 * LocalDNS is off in so many words. Where no profile is set, it is `Preferred` from Kubernetes 1.37 on: DNS is then asked at
 * 169.254.10.10 and .11 on the node, which network policies of pods have to let through
 * (https://learn.microsoft.com/azure/aks/localdns-custom).
 */
export const localDNSProfile = { mode: "Disabled" } as const;
