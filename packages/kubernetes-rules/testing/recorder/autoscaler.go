package main

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"time"

	autoscaling "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	defaults "k8s.io/kubernetes/pkg/apis/core/v1"
	"k8s.io/kubernetes/pkg/controller/podautoscaler"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
)

// autoscalerVector is what the HPA makes of a pod that uses so much of a resource: the share of its request, or what it misses.
type autoscalerVector struct {
	Spec      json.RawMessage `json:"spec"`
	Resource  string          `json:"resource"`
	Container string          `json:"container,omitempty"`
	// Of the pod, or of the container, thousandths.
	Usage int64 `json:"usage"`
	// Percent of the request; not there where the HPA can say none.
	Share *int32 `json:"share,omitempty"`
	// The HPA's own words where it can say none, without the names of pod and resource.
	Misses string `json:"misses,omitempty"`
}

func recordAutoscaler() []autoscalerVector {
	random := rand.New(rand.NewPCG(36, 16))
	var records []autoscalerVector
	for len(records) < 800 {
		spec := randomSpec(random)
		names := nameContainers(spec)
		withoutOthers(spec)
		text, err := json.Marshal(spec)
		check(err)
		pod := corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "pod", Namespace: "n"}}
		check(json.Unmarshal(text, &pod.Spec))
		defaults.SetDefaults_Pod(&pod)
		record := autoscalerVector{
			Spec:     text,
			Resource: []string{"cpu", "memory"}[random.IntN(2)],
			Usage:    1_000_000 * (1 + random.Int64N(1000)),
		}
		if record.Resource == "memory" {
			record.Usage *= 10_000
		}
		if random.IntN(4) == 0 {
			record.Container = append(names, "other")[random.IntN(len(names)+1)]
		}
		share, err := shareOf(&pod, record)
		switch {
		case err == nil:
			record.Share = &share
		case strings.Contains(err.Error(), "missing"):
			record.Misses = "request"
		case strings.Contains(err.Error(), "not found"):
			record.Misses = "container"
		default:
			// A sum of no requests at all: the HPA divides by nothing.
			record.Misses = "anything"
		}
		records = append(records, record)
	}
	return records
}

// withoutOthers drops what the API server refuses: a pod as a whole may name CPU, memory and huge pages only.
func withoutOthers(spec object) {
	resources, _ := spec["resources"].(object)
	for _, part := range resources {
		for name := range part.(object) {
			if name != "cpu" && name != "memory" && !strings.HasPrefix(name, "hugepages-") {
				delete(part.(object), name)
			}
		}
	}
}

// nameContainers gives each container of a pod a name.
func nameContainers(spec object) []string {
	var names []string
	for list, prefix := range map[string]string{"containers": "c", "initContainers": "i"} {
		containers, _ := spec[list].([]object)
		for index, container := range containers {
			container["name"] = prefix + string(rune('0'+index))
		}
	}
	for _, list := range []string{"containers", "initContainers"} {
		containers, _ := spec[list].([]object)
		for _, container := range containers {
			names = append(names, container["name"].(string))
		}
	}
	return names
}

// shareOf asks the HPA's own code about one ready pod.
func shareOf(pod *corev1.Pod, asked autoscalerVector) (int32, error) {
	long := metav1.NewTime(time.Now().Add(-time.Hour))
	pod.Status = corev1.PodStatus{
		Phase:      corev1.PodRunning,
		StartTime:  &long,
		Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: long}},
	}
	indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	check(indexer.Add(pod))
	calculator := podautoscaler.NewReplicaCalculator(usage(asked.Usage), listers.NewPodLister(indexer), time.Minute, time.Minute)
	_, share, _, _, err := calculator.GetResourceReplicas(
		context.Background(), 1, 100, corev1.ResourceName(asked.Resource), podautoscaler.Tolerances{}, "n", labels.Everything(), asked.Container,
	)
	return share, err
}

// usage stands in for metrics-server: the pod uses so much, thousandths.
type usage int64

func (amount usage) GetResourceMetric(context.Context, corev1.ResourceName, string, labels.Selector, string) (metrics.PodMetricsInfo, time.Time, error) {
	now := time.Now()
	return metrics.PodMetricsInfo{"pod": {Timestamp: now, Window: time.Minute, Value: int64(amount)}}, now, nil
}

func (amount usage) GetRawMetric(string, string, labels.Selector, labels.Selector) (metrics.PodMetricsInfo, time.Time, error) {
	panic("not asked")
}

func (amount usage) GetObjectMetric(string, string, *autoscaling.CrossVersionObjectReference, labels.Selector) (int64, time.Time, error) {
	panic("not asked")
}

func (amount usage) GetExternalMetric(string, string, labels.Selector) ([]int64, time.Time, error) {
	panic("not asked")
}
