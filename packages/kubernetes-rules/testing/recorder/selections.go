package main

import (
	"encoding/json"
	"math/rand/v2"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	scheduling "k8s.io/component-helpers/scheduling/corev1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"
	"k8s.io/klog/v2"
)

// selectorVector is whether a label selector selects an object. Neither is there where it is refused.
type selectorVector struct {
	Selector json.RawMessage   `json:"selector"`
	Labels   map[string]string `json:"labels"`
	Matches  *bool             `json:"matches,omitempty"`
}

// nodeVector is whether a pod may be on a node, by its selector and required affinity. `matches` is not there where that is refused.
type nodeVector struct {
	Pod     json.RawMessage   `json:"pod"`
	Name    string            `json:"name"`
	Labels  map[string]string `json:"labels"`
	Matches *bool             `json:"matches,omitempty"`
}

// taintVector is the first taint that keeps a pod off a node, if there is one.
type taintVector struct {
	Taints      json.RawMessage `json:"taints"`
	Tolerations json.RawMessage `json:"tolerations"`
	Untolerated string          `json:"untolerated,omitempty"`
}

var (
	keys   = []string{"app", "tier", "size"}
	values = []string{"web", "shop", "1", "24", ""}
)

func recordSelectors() []selectorVector {
	random := rand.New(rand.NewPCG(36, 6))
	var records []selectorVector
	for len(records) < 400 {
		text := []byte("null")
		if random.IntN(20) > 0 {
			selector := object{}
			if random.IntN(2) == 0 {
				selector["matchLabels"] = randomLabels(random)
			}
			if random.IntN(4) > 0 {
				selector["matchExpressions"] = randomRequirements(random, []string{"In", "NotIn", "Exists", "DoesNotExist"}, 3)
			}
			text, _ = json.Marshal(selector)
		}
		var selector *metav1.LabelSelector
		check(json.Unmarshal(text, &selector))
		record := selectorVector{Selector: text, Labels: randomLabels(random)}
		if asked, err := metav1.LabelSelectorAsSelector(selector); err == nil {
			matches := asked.Matches(labels.Set(record.Labels))
			record.Matches = &matches
		}
		records = append(records, record)
	}
	return records
}

func recordNodes() []nodeVector {
	random := rand.New(rand.NewPCG(36, 7))
	var records []nodeVector
	for len(records) < 400 {
		terms := []object{}
		for range random.IntN(3) {
			term := object{}
			if random.IntN(5) > 0 {
				term["matchExpressions"] = randomRequirements(random, []string{"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"}, 2)
			}
			if random.IntN(5) == 0 {
				term["matchFields"] = []object{{
					"key":      "metadata.name",
					"operator": []string{"In", "NotIn", "Exists"}[random.IntN(3)],
					"values":   []string{"node-0", "node-1"}[:1+random.IntN(20)/19],
				}}
			}
			terms = append(terms, term)
		}
		spec := object{}
		if random.IntN(3) == 0 {
			spec["nodeSelector"] = randomLabels(random)
		}
		if random.IntN(6) > 0 {
			spec["affinity"] = object{"nodeAffinity": object{"requiredDuringSchedulingIgnoredDuringExecution": object{"nodeSelectorTerms": terms}}}
		}
		text, err := json.Marshal(spec)
		check(err)
		var pod corev1.Pod
		check(json.Unmarshal(text, &pod.Spec))
		record := nodeVector{Pod: text, Name: []string{"node-0", "node-1"}[random.IntN(2)], Labels: randomLabels(random)}
		node := corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: record.Name, Labels: record.Labels}}
		if matches, err := nodeaffinity.GetRequiredNodeAffinity(&pod).Match(&node); err == nil {
			record.Matches = &matches
		}
		records = append(records, record)
	}
	return records
}

func recordTaints() []taintVector {
	random := rand.New(rand.NewPCG(36, 8))
	maybe := func(to object, name string, choices ...string) {
		if random.IntN(3) > 0 {
			to[name] = choices[random.IntN(len(choices))]
		}
	}
	var records []taintVector
	for len(records) < 400 {
		taints, tolerations := []object{}, []object{}
		for range random.IntN(3) {
			taint := object{"key": keys[random.IntN(len(keys))], "effect": effects[random.IntN(len(effects))]}
			maybe(taint, "value", values...)
			taints = append(taints, taint)
		}
		for range random.IntN(4) {
			toleration := object{}
			maybe(toleration, "key", append([]string{""}, keys...)...)
			maybe(toleration, "operator", "Equal", "Exists", "Exists", "Gt", "Lt", "")
			maybe(toleration, "value", values...)
			maybe(toleration, "effect", append([]string{""}, effects...)...)
			// The API server refuses a toleration without a key that is not of all keys.
			if key, ok := toleration["key"]; (!ok || key == "") && toleration["operator"] != "Exists" {
				continue
			}
			tolerations = append(tolerations, toleration)
		}
		var record taintVector
		var err error
		record.Taints, err = json.Marshal(taints)
		check(err)
		record.Tolerations, err = json.Marshal(tolerations)
		check(err)
		var typedTaints []corev1.Taint
		var typedTolerations []corev1.Toleration
		check(json.Unmarshal(record.Taints, &typedTaints))
		check(json.Unmarshal(record.Tolerations, &typedTolerations))
		// The filter of the scheduler's plugin TaintToleration; comparing operators are off by default.
		keeps := func(taint *corev1.Taint) bool {
			return taint.Effect == corev1.TaintEffectNoSchedule || taint.Effect == corev1.TaintEffectNoExecute
		}
		if taint, found := scheduling.FindMatchingUntoleratedTaint(klog.Background(), typedTaints, typedTolerations, keeps, false); found {
			record.Untolerated = taint.Key
		}
		records = append(records, record)
	}
	return records
}

var effects = []string{"NoSchedule", "PreferNoSchedule", "NoExecute"}

func randomLabels(random *rand.Rand) map[string]string {
	chosen := map[string]string{}
	for _, key := range keys {
		if random.IntN(2) == 0 {
			chosen[key] = values[random.IntN(len(values))]
		}
	}
	return chosen
}

// randomRequirements are such as the API server takes, but for one in thirty.
func randomRequirements(random *rand.Rand, operators []string, most int) []object {
	list := []object{}
	for range random.IntN(most + 1) {
		operator := operators[random.IntN(len(operators))]
		requirement := object{"key": keys[random.IntN(len(keys))], "operator": operator}
		switch operator {
		case "In", "NotIn":
			requirement["values"] = values[random.IntN(3) : 3+random.IntN(3)]
		case "Gt", "Lt":
			requirement["values"] = []string{[]string{"0", "1", "23", "24", "-5"}[random.IntN(5)]}
		}
		switch random.IntN(30) {
		case 0:
			requirement["operator"] = []string{"Gt", "in", "Matches", ""}[random.IntN(4)]
		case 1:
			requirement["values"] = [][]string{{}, {"web"}, {"1", "24"}}[random.IntN(3)]
		}
		list = append(list, requirement)
	}
	return list
}
