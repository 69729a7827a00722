import { seriesOf } from "./idle-series";

describe("seriesOf", () => {
  test.each([
    ["queue_depth", ["queue_depth"]],
    ["sum(queue_depth)", ["queue_depth"]],
    ['sum(depth{namespace="a",container="b"})', ['depth{namespace="a",container="b"}']],
    ['sum(depth{namespace="a",pod=~"x.*",code!="5"})', ['depth{namespace="a"}']],
    [
      '(histogram_quantile(0.99, sum by (le) (rate(latency_bucket{namespace="a"}[2m]))) >= 0) or vector(0)',
      ['latency_bucket{namespace="a"}'],
    ],
    ["a:b:sum / on(pod) group_left(node) kube_pod_info offset 5m", ["a:b:sum", "kube_pod_info"]],
    ["sum(up) + sum(up) > bool 1e3", ["up"]],
    ["vector(0)", []],
  ])("of %s", (query, series) => expect(seriesOf(query)).toEqual(series));
});
