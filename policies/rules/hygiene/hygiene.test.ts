import type { Properties } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { containerResources } from "./container-resources";
import { imageByDigest } from "./image-by-digest";
import { imageNotLatest } from "./image-not-latest";

const limitRange = (item: Properties, namespace = "production") =>
  resource("kubernetes:core/v1:LimitRange", `limits-${namespace}-${Object.keys(item).join("-")}`, {
    metadata: { name: "limits", namespace },
    spec: { limits: [{ type: "Container", ...item }] },
  });

judgesAs(containerResources, [
  ["all of them", [deployment()], []],
  [
    "no CPU limit, which only throttles",
    [deployment({}, { resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } } })],
    [],
  ],
  [
    "limits alone, which are requests too",
    [deployment({}, { resources: { limits: { cpu: "1", memory: "1Gi" } } })],
    [],
  ],
  [
    "requests and limit of the pod as a whole",
    [
      deployment(
        { resources: { requests: { cpu: "1" }, limits: { memory: "1Gi" } } },
        { resources: { limits: { "nvidia.com/gpu": "1" } } },
      ),
    ],
    [],
  ],
  [
    "a pod as a whole without a memory limit",
    [deployment({ resources: { requests: { cpu: "1", memory: "1Gi" } } }, { resources: null })],
    ["lacks a memory limit"],
  ],
  [
    "a sidecar that says nothing",
    [deployment({ initContainers: [{ name: "proxy", restartPolicy: "Always" }] })],
    ['Container "proxy" of Deployment "production/shop" lacks a CPU request and a memory request and a memory limit'],
  ],
  [
    "an init container that says nothing",
    [deployment({ initContainers: [{ name: "migrate", resources: { limits: { memory: "1Gi" } } }] })],
    ['Container "migrate" of Deployment "production/shop" lacks a CPU request'],
  ],
  [
    "what a LimitRange of the namespace gives",
    [
      deployment({}, { resources: {} }),
      limitRange({ default: { memory: "1Gi" }, defaultRequest: { cpu: "50m" } }),
      limitRange({ max: { cpu: "4" } }, "models"),
    ],
    [],
  ],
  [
    "its maximum, which is a default too",
    [deployment({}, { resources: {} }), limitRange({ max: { cpu: "4", memory: "8Gi" } })],
    [],
  ],
  [
    "a LimitRange for whole pods, and one of another namespace",
    [
      deployment({}, { resources: {} }),
      limitRange({ type: "Pod", max: { cpu: "4", memory: "8Gi" } }),
      limitRange({ max: { cpu: "4", memory: "8Gi" } }, "models"),
    ],
    ["lacks a CPU request and a memory request and a memory limit"],
  ],
  [
    "a LimitRange with a minimum only, which is a request and no limit",
    [deployment({}, { resources: {} }), limitRange({ min: { cpu: "10m", memory: "16Mi" } })],
    ["lacks a memory limit"],
  ],
  ["none", [deployment({}, { resources: undefined })], ["lacks a CPU request and a memory request and a memory limit"]],
  [
    "no memory limit",
    [deployment({}, { resources: { requests: { cpu: "1", memory: "1Gi" } } })],
    ["lacks a memory limit"],
  ],
]);

const image = (name: string) => deployment({}, { image: name });
const digest = "sha256:0a51ea5b4ae2dc5d81890e5173f54203d2a3ae0cfffe51b8fd2afd4391bfd967";

judgesAs(imageNotLatest, [
  ["a version", [image("redis:7.4")], []],
  ["a digest, whatever the tag", [image(`redis:latest@${digest}`)], []],
  ["latest", [image("redis:latest")], ["runs redis:latest, which is latest"]],
  ["no tag", [image("localhost:5000/shop")], ["for it has no tag"]],
  [
    "no tag of a registry with a port and a path",
    [image("registry.example.com:5000/team/shop")],
    ["for it has no tag"],
  ],
  ["a tag that only begins with latest", [image("registry:5000/shop:latest-1.4")], []],
  ["no image, which somebody else fills in", [image(""), deployment({}, { image: null })], []],
  ["a name that is a secret of the program", [image("[secret]")], ["not applicable: "]],
]);

judgesAs(imageByDigest, [
  ["a digest", [image(`docker.io/library/redis@${digest}`)], []],
  ["a tag in a registry of one's own", [image("crbreakwater.azurecr.io/ai-service:0.1.0")], []],
  ["a tag in a registry of one's own, with its port and in capitals", [image("crBreakwater.azurecr.io:443/a:1")], []],
  ["a tag and a digest", [image(`ghcr.io/org/shop:1.2@${digest}`)], []],
  ["a tag of somebody else's registry that has no dot", [image("Mirror/team/shop:1")], ["of mirror without a digest"]],
  ["a tag of somebody else", [image("redis:7.4")], ["of docker.io without a digest"]],
  ["a tag of a registry that only sounds like it", [image("azurecr.io.example.com/x:1")], ["azurecr.io.example.com"]],
  ["a digest of a mirror", [image(`crbreakwater.azurecr.io/docker-hub/library/redis@${digest}`)], []],
  [
    "a tag that a mirror in a registry of one's own follows",
    [image("crbreakwater.azurecr.io/docker-hub/library/redis:7.4")],
    ["of crbreakwater.azurecr.io without a digest"],
  ],
  ["a registry that is one's own by config", [image("ghcr.io/us/x:1")], [], { ownRegistries: "^ghcr\\.io$" }],
]);
