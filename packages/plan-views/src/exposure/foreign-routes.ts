import type { KubernetesObject, Resource } from "../resource";
import type { Asked } from "./asked";
import { contourRoutes } from "./contour";
import { istioRoutes } from "./istio";
import { traefikRoutes } from "./traefik";

/** A route of an implementation's own kind. */
export interface ForeignRoute {
  object: KubernetesObject;
  /** The Services that it leads to. */
  backends: { namespace: string; name: string }[];
  /** Whether somebody on the way asks callers who they are. */
  asks(): Asked;
}

/** The routes of Traefik, Istio and Contour, none of which is read before it is asked for. */
export const foreignRoutesOf = (resources: readonly Resource[]): (() => ForeignRoute[])[] => [
  ...traefikRoutes(resources),
  ...istioRoutes(resources),
  ...contourRoutes(resources),
];
