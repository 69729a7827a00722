package main

import (
	"encoding/json"
	"math/rand/v2"

	corev1 "k8s.io/api/core/v1"
	helper "k8s.io/component-helpers/resource"
	defaults "k8s.io/kubernetes/pkg/apis/core/v1"
)

// podVector is what a pod asks of its node, once the API server has put in its defaults.
type podVector struct {
	Spec     json.RawMessage   `json:"spec"`
	Requests map[string]string `json:"requests"`
}

type object = map[string]any

func recordPods() []podVector {
	random := rand.New(rand.NewPCG(36, 5))
	var records []podVector
	for len(records) < 400 {
		text, err := json.Marshal(randomSpec(random))
		check(err)
		var pod corev1.Pod
		check(json.Unmarshal(text, &pod.Spec))
		defaults.SetDefaults_Pod(&pod)
		requests := map[string]string{}
		for name, quantity := range helper.PodRequests(&pod, helper.PodResourcesOptions{}) {
			requests[string(name)] = quantity.String()
		}
		records = append(records, podVector{text, requests})
	}
	return records
}

func randomSpec(random *rand.Rand) object {
	containers := func(most int, sidecars bool) []object {
		list := []object{}
		for range random.IntN(most + 1) {
			container := object{"resources": randomResources(random, 2)}
			if sidecars && random.IntN(2) == 0 {
				container["restartPolicy"] = "Always"
			}
			list = append(list, container)
		}
		return list
	}
	spec := object{"containers": containers(3, false)}
	if random.IntN(3) > 0 {
		spec["initContainers"] = containers(4, true)
	}
	if random.IntN(2) == 0 {
		spec["resources"] = randomResources(random, 3)
	}
	if random.IntN(4) == 0 {
		spec["overhead"] = randomQuantities(random, 3)
	}
	return spec
}

func randomResources(random *rand.Rand, odds int) object {
	resources := object{}
	for _, part := range []string{"requests", "limits"} {
		if random.IntN(3) < 2 {
			resources[part] = randomQuantities(random, odds)
		}
	}
	// Huge pages are not overcommitted: the API server takes no request that is not the limit.
	if limits, ok := resources["limits"].(object); ok && random.IntN(odds) == 0 {
		limits["hugepages-2Mi"] = amounts["hugepages-2Mi"][random.IntN(3)]
	}
	return resources
}

var amounts = map[string][]string{
	"cpu":               {"0", "100m", "0.25", "1", "1500m", "2", "3", "0.5"},
	"memory":            {"0", "64Mi", "0.5Gi", "1Gi", "1500M", "1e9", "3Gi", "2147483648"},
	"ephemeral-storage": {"1Gi", "5G", "1Ti"},
	"nvidia.com/gpu":    {"0", "1", "2", "8"},
	"hugepages-2Mi":     {"2Mi", "4Mi", "128Mi"},
}

// randomQuantities names each resource but huge pages once in `odds` times.
func randomQuantities(random *rand.Rand, odds int) object {
	quantities := object{}
	for _, name := range []string{"cpu", "memory", "ephemeral-storage", "nvidia.com/gpu"} {
		if random.IntN(odds) == 0 {
			quantities[name] = amounts[name][random.IntN(len(amounts[name]))]
		}
	}
	return quantities
}
