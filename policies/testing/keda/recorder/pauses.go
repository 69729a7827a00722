package main

import (
	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
)

// pauseVector is what annotations make of a ScaledObject.
type pauseVector struct {
	Annotations map[string]string `json:"annotations"`
	All         bool              `json:"all"`
	Growing     bool              `json:"growing"`
	Shrinking   bool              `json:"shrinking"`
	// Absent where there is none, or where it is no number.
	Replicas *int32 `json:"replicas,omitempty"`
}

func pauses() []pauseVector {
	names := []string{keda.PausedReplicasAnnotation, keda.PausedAnnotation, keda.PausedScaleInAnnotation, keda.PausedScaleOutAnnotation}
	values := []string{"", "true", "false", "True", "FALSE", "t", "F", "0", "1", "yes", "no", "3", "-1", "many", "1.5"}
	var vectors []pauseVector
	for place, name := range names {
		for _, value := range values {
			vectors = append(vectors, paused(map[string]string{name: value}))
			for _, other := range names[place+1:] {
				vectors = append(vectors, paused(map[string]string{name: value, other: "true"}))
			}
		}
	}
	return vectors
}

func paused(annotations map[string]string) pauseVector {
	scaled := &keda.ScaledObject{}
	scaled.Annotations = annotations
	vector := pauseVector{
		Annotations: annotations,
		All:         scaled.NeedToBePausedByAnnotation(),
		Growing:     scaled.NeedToPauseScaleOut(),
		Shrinking:   scaled.NeedToPauseScaleIn(),
	}
	if count, err := scaled.GetPausedReplicaCount(); err == nil {
		vector.Replicas = count
	}
	return vector
}
