import { programSets } from "../../addons/programs/programs";
import { nameOf } from "../../images";
import { controlPlane } from "./binaries";
import { readModule } from "./module";

/** The table as people know the images: a new version in a go.mod changes a tag here, and nothing else. */
test("every program has an official image, of the version that its go.mod pins", () => {
  const table = [controlPlane, ...programSets].flatMap((set) => {
    const { goMod } = readModule(set);
    return set.binaries.map(({ name, official }) => {
      const found = official?.(goMod);
      return [name, found && `${nameOf(found.image)} ${found.path}`];
    });
  });
  expect(Object.fromEntries(table)).toMatchObject({
    etcd: expect.stringMatching(/^registry\.k8s\.io\/etcd:3\.\d+\.\d+-0 \/usr\/local\/bin\/etcd$/),
    "kube-apiserver": expect.stringMatching(
      /^registry\.k8s\.io\/kube-apiserver:v1\.\d+\.\d+ \/usr\/local\/bin\/kube-apiserver$/,
    ),
    "kube-controller-manager": expect.stringMatching(/^registry\.k8s\.io\/kube-controller-manager:v1\./),
    "kube-scheduler": expect.stringMatching(/^registry\.k8s\.io\/kube-scheduler:v1\./),
    kubectl: expect.stringMatching(/^registry\.k8s\.io\/kubectl:v1\.\d+\.\d+ \/bin\/kubectl$/),
    kwok: expect.stringMatching(/^registry\.k8s\.io\/kwok\/kwok:v\d+\.\d+\.\d+ \/usr\/local\/bin\/kwok$/),
    kwokctl: expect.stringMatching(
      /^registry\.k8s\.io\/kwok\/cluster:v\d+\.\d+\.\d+-k8s\.v1\.\d+\.\d+ \/usr\/local\/bin\/kwokctl$/,
    ),
    "keda-operator": expect.stringMatching(/^ghcr\.io\/kedacore\/keda:2\.\d+\.\d+ \/keda$/),
    "keda-adapter": expect.stringMatching(/^ghcr\.io\/kedacore\/keda-metrics-apiserver:2\.\d+\.\d+ \/keda-adapter$/),
    prometheus: expect.stringMatching(/^quay\.io\/prometheus\/prometheus:v3\.\d+\.\d+ \/bin\/prometheus$/),
    "metrics-server": expect.stringMatching(
      /^registry\.k8s\.io\/metrics-server\/metrics-server:v\d+\.\d+\.\d+ \/metrics-server$/,
    ),
  });
});
