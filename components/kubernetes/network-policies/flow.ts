/** Pods by their labels, in a namespace of ours or of somebody else. */
export interface PodPeer {
  kind: "pods";
  /** Name of the namespace. */
  namespace: string;
  /** Labels that the pods have, all of them. */
  labels: Record<string, string>;
  /** Release whose chart makes the pods. Default: the program makes them itself. */
  release?: string;
}

/** Addresses outside the cluster. Cilium matches no pod and no node by its address, so these are never meant by one. */
export interface NetworkPeer {
  kind: "networks";
  /** IPv4 networks, each named by its first address, such as `0.0.0.0/0`. */
  cidrs: string[];
  /** Networks within them that are not meant. Default: none. */
  except?: string[];
}

/**
 * The nodes themselves, their kubelets and what runs in their network. NetworkPolicies have no word for them under Cilium: a
 * flow there allows its ports wherever they are, so they should be ports that only nodes have.
 */
export interface NodePeer {
  kind: "nodes";
}

/** One end of a flow. */
export type Peer = PodPeer | NetworkPeer | NodePeer;

/** A port; TCP unless it says otherwise. */
export type Port = number | { port: number; protocol: "TCP" | "UDP" };

/** Who may open a connection to whom. Answers on it need no flow of their own. */
export interface Flow {
  /** Name of the peer that opens it. */
  from: string;
  /** Name of the peer that it is opened to. */
  to: string;
  /** The pods' own ports, not those of a Service: policies see a packet after the Service has chosen a pod. */
  ports: Port[];
  /** What it is for. Stands as a description on the policies. */
  why: string;
}
