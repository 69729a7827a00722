package main

import (
	"encoding/json"
	"math/rand/v2"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	core "k8s.io/kubernetes/pkg/apis/core"
	conversion "k8s.io/kubernetes/pkg/apis/core/v1"
	"k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// securityVector is what the pod security checks say of a pod template, at the newest version and at one that is drawn.
type securityVector struct {
	Pod    json.RawMessage   `json:"pod"`
	Judged []securityVerdict `json:"judged"`
}

type securityVerdict struct {
	// Minor version of the policy; 36 is v1.36.
	Version int `json:"version"`
	// Ids of the checks that the pod does not pass, each asked alone, so that none hides another.
	Violates []policy.CheckID `json:"violates"`
	// Levels that admit it, by all of their checks together.
	Admits []api.Level `json:"admits"`
}

const newestVersion = 36

func recordPodSecurity() []securityVector {
	// As the API server is started with --allow-privileged.
	capabilities.Setup(true, 0)
	random := rand.New(rand.NewPCG(36, 15))
	checks := policy.DefaultChecks()
	slices.SortFunc(checks, func(a, b policy.Check) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	all, err := policy.NewEvaluator(checks, nil)
	check(err)
	var records []securityVector
	for len(records) < 4000 {
		text, err := json.Marshal(randomPod(random))
		check(err)
		// The defaults of a template, which is what the API server judges a Deployment by. It fills in a volume without a source; the ports
		// that a pod on the host's network takes there it fills in in pods only.
		var template corev1.PodTemplate
		check(json.Unmarshal(text, &template.Template))
		if !isValid(template.DeepCopy()) {
			continue
		}
		conversion.SetObjectDefaults_PodTemplate(&template)
		record := securityVector{Pod: text}
		for _, version := range []int{newestVersion, max(random.IntN(newestVersion), random.IntN(newestVersion))} {
			verdict := securityVerdict{Version: version, Violates: []policy.CheckID{}, Admits: []api.Level{}}
			for _, asked := range checks {
				alone, err := policy.NewEvaluator([]policy.Check{asked}, nil)
				check(err)
				if !admits(alone, asked.Level, version, &template.Template) {
					verdict.Violates = append(verdict.Violates, asked.ID)
				}
			}
			for _, level := range []api.Level{api.LevelBaseline, api.LevelRestricted} {
				if admits(all, level, version, &template.Template) {
					verdict.Admits = append(verdict.Admits, level)
				}
			}
			record.Judged = append(record.Judged, verdict)
		}
		records = append(records, record)
	}
	return records
}

func admits(evaluator policy.Evaluator, level api.Level, version int, pod *corev1.PodTemplateSpec) bool {
	asked := api.LevelVersion{Level: level, Version: api.MajorMinorVersion(1, version)}
	return policy.AggregateCheckResults(evaluator.EvaluatePod(asked, &pod.ObjectMeta, &pod.Spec)).Allowed
}

// isValid is whether the API server takes a pod. Ephemeral containers come to one that runs; they are left out here.
func isValid(template *corev1.PodTemplate) bool {
	pod := corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "pod", Namespace: "default", Annotations: template.Template.Annotations},
		Spec:       template.Template.Spec,
	}
	ephemeral := pod.Spec.EphemeralContainers
	pod.Spec.EphemeralContainers = nil
	conversion.SetObjectDefaults_Pod(&pod)
	var internal core.Pod
	check(conversion.Convert_v1_Pod_To_core_Pod(&pod, &internal, nil))
	options := podutil.GetValidationOptionsFromPodSpecAndMeta(&internal.Spec, nil, &internal.ObjectMeta, nil)
	if len(validation.ValidatePodCreate(&internal, options)) > 0 {
		return false
	}
	// An ephemeral container may have no ports, probes and hooks.
	return !slices.ContainsFunc(ephemeral, func(container corev1.EphemeralContainer) bool {
		return container.Ports != nil || container.LivenessProbe != nil || container.ReadinessProbe != nil ||
			container.StartupProbe != nil || container.Lifecycle != nil
	})
}
