import { judgesAs } from "../../testing/judged";
import { deployment } from "../../testing/resources";
import { containerResources } from "./container-resources";
import { imageByDigest } from "./image-by-digest";
import { imageNotLatest } from "./image-not-latest";

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
]);

judgesAs(imageByDigest, [
  ["a digest", [image(`docker.io/library/redis@${digest}`)], []],
  ["a tag in a registry of one's own", [image("crbreakwater.azurecr.io/ai-service:0.1.0")], []],
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
