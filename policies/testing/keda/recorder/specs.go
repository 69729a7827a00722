package main

import (
	"encoding/json"
	"math/rand"

	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
)

// object is JSON of any shape.
type object = map[string]any

// specVector is the spec of a ScaledObject, and what KEDA refuses of it.
type specVector struct {
	Spec object `json:"spec"`
	// Empty where KEDA takes them.
	Counts   string `json:"counts"`
	Fallback string `json:"fallback"`
	Triggers string `json:"triggers"`
}

func specs() []specVector {
	draw := rand.New(rand.NewSource(15))
	vectors := make([]specVector, 0, 800)
	for len(vectors) < cap(vectors) {
		spec := drawSpec(draw)
		vectors = append(vectors, judged(spec))
	}
	return vectors
}

func judged(spec object) specVector {
	text, err := json.Marshal(spec)
	if err != nil {
		panic(err)
	}
	scaled := &keda.ScaledObject{}
	if err := json.Unmarshal(text, &scaled.Spec); err != nil {
		panic(err)
	}
	return specVector{
		Spec:     spec,
		Counts:   said(keda.CheckReplicaCountBoundsAreValid(scaled)),
		Fallback: said(keda.CheckFallbackValid(scaled)),
		Triggers: said(keda.ValidateTriggers(scaled.Spec.Triggers)),
	}
}

func said(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func drawSpec(draw *rand.Rand) object {
	spec := object{"scaleTargetRef": object{"name": "shop"}}
	count := func(name string, counts ...any) {
		if drawn := counts[draw.Intn(len(counts))]; drawn != nil {
			spec[name] = drawn
		}
	}
	count("minReplicaCount", nil, 0, 1, 2, 5, 100, 101)
	count("maxReplicaCount", nil, 1, 2, 5, 101)
	count("idleReplicaCount", nil, nil, 0, 1, 2, 5)
	count("fallback", nil, fallback(3, 6), fallback(0, 0), fallback(-1, 6), fallback(3, -1))
	if draw.Intn(4) == 0 {
		spec["advanced"] = object{"scalingModifiers": object{"formula": "queue + 1", "target": "2"}}
	}
	triggers := make([]any, draw.Intn(4))
	for place := range triggers {
		triggers[place] = drawTrigger(draw)
	}
	spec["triggers"] = triggers
	return spec
}

func fallback(threshold, replicas int) object {
	return object{"failureThreshold": threshold, "replicas": replicas}
}

func drawTrigger(draw *rand.Rand) object {
	trigger := [](func() object){
		func() object { return onPods("cpu") },
		func() object { return onPods("memory") },
		func() object { return object{"type": "redis", "metadata": object{"listName": "work"}} },
		func() object {
			return object{"type": "cron", "metadata": object{
				"timezone": "UTC", "start": "0 8 * * *", "end": "0 18 * * *", "desiredReplicas": "1"}}
		},
	}[draw.Intn(4)]()
	if name := []string{"", "", "queue", "other"}[draw.Intn(4)]; name != "" {
		trigger["name"] = name
	}
	if draw.Intn(5) == 0 {
		trigger["useCachedMetrics"] = true
	}
	return trigger
}

func onPods(kind string) object {
	return object{"type": kind, "metricType": "Utilization", "metadata": object{"value": "60"}}
}
