package main

import (
	"fmt"
	"math/rand/v2"
)

// randomPod is a pod with something in every field that a check of pod security reads. Half of the pods begin with what the level restricted
// asks for; each then has a few fields changed.
func randomPod(random *rand.Rand) object {
	pod := &drawnPod{Rand: random, annotations: object{}, spec: object{}, context: object{}}
	windows := pod.once(12)
	restricted := pod.once(2) || pod.once(2)
	names := []string{"a", "b", "c", "d"}[:1+pod.IntN(3)]
	var containers, starting, ephemeral []object
	for index, name := range names {
		container := object{"name": name, "image": "i"}
		switch {
		case index > 0 && pod.once(12):
			ephemeral = append(ephemeral, container)
		case index > 0 && pod.once(2):
			if pod.once(3) {
				container["restartPolicy"] = "Always"
			}
			starting = append(starting, container)
		default:
			containers = append(containers, container)
		}
	}
	pod.spec["containers"] = containers
	if starting != nil {
		pod.spec["initContainers"] = starting
	}
	if ephemeral != nil {
		pod.spec["ephemeralContainers"] = ephemeral
	}
	pod.containers = append(append(containers, starting...), ephemeral...)
	if windows {
		pod.spec["os"] = object{"name": "windows"}
	} else if pod.once(10) {
		pod.spec["os"] = object{"name": "linux"}
	}
	if restricted {
		pod.restrict(windows)
	}
	fields := linuxFields
	if windows {
		fields = windowsFields
	}
	for range pod.IntN(4) {
		fields[pod.IntN(len(fields))](pod)
	}
	if len(pod.context) > 0 {
		pod.spec["securityContext"] = pod.context
	} else if pod.once(10) {
		pod.spec["securityContext"] = nil
	}
	result := object{"spec": pod.spec}
	if len(pod.annotations) > 0 {
		result["metadata"] = object{"annotations": pod.annotations}
	}
	return result
}

type drawnPod struct {
	*rand.Rand
	annotations, spec, context object
	containers                 []object
}

// once is true once in `odds` times.
func (pod *drawnPod) once(odds int) bool { return pod.IntN(odds) == 0 }

func pick[T any](pod *drawnPod, values ...T) T { return values[pod.IntN(len(values))] }

func (pod *drawnPod) container() object { return pick(pod, pod.containers...) }

// contextOf is the security context of a container, or of the pod.
func contextOf(container object) object {
	context, ok := container["securityContext"].(object)
	if !ok {
		context = object{}
		container["securityContext"] = context
	}
	return context
}

// anyContext is one of a container or the pod's own.
func (pod *drawnPod) anyContext() object {
	if pod.once(3) {
		return pod.context
	}
	return contextOf(pod.container())
}

// restrict sets what the level restricted asks for, on the pod or on each container.
func (pod *drawnPod) restrict(windows bool) {
	both := func(set func(object)) {
		if pod.once(2) {
			set(pod.context)
			return
		}
		for _, container := range pod.containers {
			set(contextOf(container))
		}
	}
	both(func(context object) { context["runAsNonRoot"] = true })
	if windows {
		return
	}
	both(func(context object) { context["seccompProfile"] = object{"type": "RuntimeDefault"} })
	for _, container := range pod.containers {
		context := contextOf(container)
		context["allowPrivilegeEscalation"] = false
		context["capabilities"] = object{"drop": []string{"ALL"}}
	}
}

var windowsFields = []func(*drawnPod){
	users, users, hostNamespaces, hostPorts, handlers, volumes, volumes, removed,
	func(pod *drawnPod) { pod.anyContext()["windowsOptions"] = object{"runAsUserName": "ContainerUser"} },
	func(pod *drawnPod) {
		pod.anyContext()["windowsOptions"] = object{"hostProcess": pick[any](pod, true, true, false, nil)}
	},
	func(pod *drawnPod) {
		pod.context["windowsOptions"] = object{"hostProcess": true, "runAsUserName": "NT AUTHORITY\\SYSTEM"}
		pod.spec["hostNetwork"] = true
	},
}

var linuxFields = []func(*drawnPod){
	users, users, users, hostNamespaces, hostPorts, handlers, handlers, volumes, volumes, volumes, sysctls, sysctls, profiles, profiles,
	profiles, seLinux, seLinux, procMount, capabilitiesOf, capabilitiesOf, privileges, privileges, annotations, removed, removed,
	func(pod *drawnPod) { pod.spec["hostUsers"] = pick[any](pod, false, false, true, nil) },
	func(pod *drawnPod) { pod.spec["hostUsers"] = false },
}

func users(pod *drawnPod) {
	if pod.once(2) {
		pod.anyContext()["runAsNonRoot"] = pick[any](pod, true, false, false, nil)
	} else {
		pod.anyContext()["runAsUser"] = pick[any](pod, 0, 0, 1, 10001, nil)
	}
}

func hostNamespaces(pod *drawnPod) {
	pod.spec[pick(pod, "hostNetwork", "hostPID", "hostIPC")] = pick[any](pod, true, true, false, nil)
}

func hostPorts(pod *drawnPod) {
	port := object{"containerPort": 8080}
	if host := pick[any](pod, 8080, 0, nil, "absent"); host != "absent" {
		port["hostPort"] = host
	}
	pod.container()["ports"] = []object{{"containerPort": 9090}, port}
}

func handlers(pod *drawnPod) {
	host := pick[any](pod, "10.0.0.1", "127.0.0.1", "localhost", "", nil)
	handler := pick(pod,
		object{"httpGet": object{"port": 8080, "host": host}},
		object{"tcpSocket": object{"port": 8080, "host": host}},
		object{"exec": object{"command": []string{"true"}}},
		object{"httpGet": object{"port": "http"}, "tcpSocket": nil},
	)
	container := pod.container()
	switch name := pick(pod, "livenessProbe", "readinessProbe", "startupProbe", "postStart", "preStop"); name {
	case "postStart", "preStop":
		container["lifecycle"] = object{name: handler}
	default:
		container[name] = handler
	}
}

func sysctls(pod *drawnPod) {
	names := []string{
		"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
		"net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time",
		"net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem",
		"net.ipv4.tcp_wmem", "kernel.msgmax", "net.core.somaxconn", "net/ipv4/tcp_syncookies", "vm.overcommit_memory",
	}
	var set []object
	for range pod.IntN(3) {
		set = append(set, object{"name": pick(pod, names...), "value": "1"})
	}
	pod.context["sysctls"] = set
}

func profiles(pod *drawnPod) {
	kind := pick(pod, "seccompProfile", "seccompProfile", "appArmorProfile")
	profile := object{"type": pick(pod, "RuntimeDefault", "Unconfined", "Unconfined", "Localhost")}
	if profile["type"] == "Localhost" {
		profile["localhostProfile"] = "own"
	}
	pod.anyContext()[kind] = pick[any](pod, profile, profile, profile, nil)
}

func seLinux(pod *drawnPod) {
	options := object{}
	if pod.once(2) {
		options["type"] = pick[any](pod, "container_t", "container_init_t", "container_kvm_t", "container_engine_t", "spc_t", "", nil)
	}
	for _, name := range []string{"user", "role"} {
		if pod.once(4) {
			options[name] = pick[any](pod, "system_u", "", nil)
		}
	}
	if pod.once(3) {
		options["level"] = "s0:c1,c2"
	}
	pod.anyContext()["seLinuxOptions"] = pick[any](pod, options, options, options, nil)
}

func procMount(pod *drawnPod) {
	contextOf(pod.container())["procMount"] = pick[any](pod, "Unmasked", "Unmasked", "Default", nil)
	if pod.once(2) {
		pod.spec["hostUsers"] = false
	}
}

func capabilitiesOf(pod *drawnPod) {
	names := []string{
		"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_BIND_SERVICE", "SETFCAP",
		"SETGID", "SETPCAP", "SETUID", "SYS_CHROOT", "NET_RAW", "SYS_PTRACE", "NET_ADMIN", "ALL", "CAP_CHOWN", "net_bind_service",
	}
	set := object{}
	if list := pick(pod, []string{"ALL"}, []string{"NET_RAW", "ALL"}, []string{"ALL"}, []string{"NET_RAW"}, []string{"all"}, nil); list != nil {
		set["drop"] = list
	}
	if pod.once(2) {
		add := []string{}
		for range pod.IntN(3) {
			add = append(add, pick(pod, names...))
		}
		set["add"] = add
	}
	contextOf(pod.container())["capabilities"] = pick[any](pod, set, set, set, set, nil)
}

func privileges(pod *drawnPod) {
	context := contextOf(pod.container())
	context["allowPrivilegeEscalation"] = pick[any](pod, true, true, false, nil)
	if pod.once(2) {
		context["privileged"] = pick[any](pod, true, true, false, nil)
	}
}

func annotations(pod *drawnPod) {
	name := pick(pod, pod.containers...)["name"]
	key := pick(pod,
		"seccomp.security.alpha.kubernetes.io/pod",
		fmt.Sprintf("container.seccomp.security.alpha.kubernetes.io/%v", name),
		fmt.Sprintf("container.apparmor.security.beta.kubernetes.io/%v", name),
		fmt.Sprintf("container.apparmor.security.beta.kubernetes.io/%v", name),
	)
	pod.annotations[key] = pick(pod, "runtime/default", "docker/default", "localhost/own", "unconfined", "unconfined", "")
}

// removed takes away what the level restricted asks for.
func removed(pod *drawnPod) {
	context := pod.anyContext()
	delete(context, pick(pod, "runAsNonRoot", "seccompProfile", "allowPrivilegeEscalation", "capabilities"))
	if container := pod.container(); pod.once(3) {
		container["securityContext"] = nil
	}
}

func volumes(pod *drawnPod) {
	list := []object{}
	for index := range 1 + pod.IntN(2) {
		volume := object{"name": fmt.Sprintf("v%d", index)}
		source := pick(pod, volumeSources...)
		if source.value != nil {
			volume[source.name] = source.value
		}
		if pod.once(6) {
			volume["hostPath"] = pick[any](pod, nil, object{"path": "/var/run"})
		}
		list = append(list, volume)
	}
	pod.spec["volumes"] = list
}

// volumeSources are all that a pod may name. The last stands for none: the API server makes it an emptyDir.
var volumeSources = []struct {
	name  string
	value any
}{
	{"configMap", object{"name": "c"}}, {"secret", object{"secretName": "s"}}, {"emptyDir", object{}}, {"csi", object{"driver": "d"}},
	{"downwardAPI", object{}}, {"projected", object{"sources": []object{{"configMap": object{"name": "c"}}}}},
	{"persistentVolumeClaim", object{"claimName": "p"}}, {"image", object{"reference": "r"}},
	{"ephemeral", object{"volumeClaimTemplate": object{"spec": object{
		"accessModes": []string{"ReadWriteOnce"}, "resources": object{"requests": object{"storage": "1Gi"}},
	}}}},
	{"hostPath", object{"path": "/var/run"}}, {"hostPath", object{"path": "/", "type": "Directory"}},
	{"gcePersistentDisk", object{"pdName": "p"}}, {"awsElasticBlockStore", object{"volumeID": "v"}}, {"gitRepo", object{"repository": "r"}},
	{"nfs", object{"server": "10.0.0.4", "path": "/export"}}, {"iscsi", object{"targetPortal": "10.0.0.4", "iqn": "iqn.2015-02.a.b:c", "lun": 0}},
	{"glusterfs", object{"endpoints": "e", "path": "p"}}, {"rbd", object{"monitors": []string{"m"}, "image": "i"}},
	{"flexVolume", object{"driver": "a/b"}}, {"cinder", object{"volumeID": "v"}}, {"cephfs", object{"monitors": []string{"m"}}},
	{"flocker", object{"datasetName": "d"}}, {"fc", object{"targetWWNs": []string{"w"}, "lun": 0}},
	{"azureFile", object{"secretName": "s", "shareName": "h"}}, {"vsphereVolume", object{"volumePath": "p"}},
	{"quobyte", object{"registry": "10.0.0.4:7861", "volume": "v"}},
	{"azureDisk", object{"diskName": "d", "diskURI": "https://account.blob.core.windows.net/vhds/d.vhd"}},
	{"portworxVolume", object{"volumeID": "v"}}, {"photonPersistentDisk", object{"pdID": "p"}},
	{"scaleIO", object{"gateway": "https://g", "system": "s", "volumeName": "v", "secretRef": object{"name": "s"}}},
	{"storageos", object{"volumeName": "v", "volumeNamespace": "n"}},
	{"", nil},
}
