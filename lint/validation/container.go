package validation

import (
	"iter"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/kubernetes"
)

// everyContainer yields the containers of a pod of all kinds.
func everyContainer(spec *corev1.PodSpec) iter.Seq[*corev1.Container] {
	return func(yield func(*corev1.Container) bool) {
		for _, containers := range [...][]corev1.Container{spec.InitContainers, spec.Containers} {
			for i := range containers {
				if !yield(&containers[i]) {
					return
				}
			}
		}
		for i := range spec.EphemeralContainers {
			if !yield((*corev1.Container)(&spec.EphemeralContainers[i].EphemeralContainerCommon)) {
				return
			}
		}
	}
}

// containers yields all containers of the pod with their fields.
func (p *podCheck) containers() iter.Seq2[cursor, *corev1.Container] {
	return func(yield func(cursor, *corev1.Container) bool) {
		i, inits, mains := 0, len(p.pod.InitContainers), len(p.pod.Containers)
		for container := range everyContainer(p.pod) {
			at := p.at.child("initContainers").index(i)
			switch {
			case i >= inits+mains:
				at = p.at.child("ephemeralContainers").index(i - inits - mains)
			case i >= inits:
				at = p.at.child("containers").index(i - inits)
			}
			if !yield(at, container) {
				return
			}
			i++
		}
	}
}

// checkContainers follows validateContainers.
func (p *podCheck) checkContainers() {
	list := p.at.child("containers")
	if len(p.pod.Containers) == 0 {
		list.required("")
		return
	}
	names, ports := map[string]bool{}, hostPorts{}
	for i := range p.pod.Containers {
		container, at := &p.pod.Containers[i], list.index(i)
		p.checkContainer(at, container)
		if names[container.Name] {
			at.child("name").duplicate(container.Name)
		}
		names[container.Name] = true
		p.checkRunning(at, container)
		checkRestart(at, container, false)
		ports.claim(at.child("ports"), container.Ports)
	}
	p.checkHostNetworkPorts()
}

// checkContainer follows validateContainerCommon: what all containers have in
// common.
func (p *podCheck) checkContainer(c cursor, container *corev1.Container) {
	requireDNSLabel(c.child("name"), container.Name)
	require(c.child("image"), container.Image)
	if policy := container.TerminationMessagePolicy; policy != "" {
		oneOf(c.child("terminationMessagePolicy"), policy,
			corev1.TerminationMessageReadFile, corev1.TerminationMessageFallbackToLogsOnError)
	}
	checkPullPolicy(c.child("imagePullPolicy"), container.ImagePullPolicy)
	checkPorts(c.child("ports"), container.Ports)
	checkEnv(c.child("env"), container.Env)
	checkEnvFrom(c.child("envFrom"), container.EnvFrom)
	p.checkMounts(c.child("volumeMounts"), container)
	p.checkDevices(c.child("volumeDevices"), container)
	p.checkContainerResources(c.child("resources"), container)
	p.checkResizePolicy(c.child("resizePolicy"), container.ResizePolicy)
	p.checkContainerSecurity(c.child("securityContext"), container.SecurityContext)
}

func checkPullPolicy(c cursor, policy corev1.PullPolicy) {
	if policy != "" {
		oneOf(c, policy, corev1.PullAlways, corev1.PullIfNotPresent, corev1.PullNever)
	}
}

// checkRunning is for containers that run as long as the pod.
func (p *podCheck) checkRunning(c cursor, container *corev1.Container) {
	p.checkLifecycle(c.child("lifecycle"), container.Lifecycle)
	p.checkProbe(c.child("livenessProbe"), container.LivenessProbe, onceSuccessful)
	p.checkProbe(c.child("readinessProbe"), container.ReadinessProbe, withoutGrace)
	p.checkProbe(c.child("startupProbe"), container.StartupProbe, onceSuccessful)
}

// checkInitContainers follows validateInitContainers.
func (p *podCheck) checkInitContainers() {
	names := map[string]bool{}
	for i := range p.pod.Containers {
		names[p.pod.Containers[i].Name] = true
	}
	list := p.at.child("initContainers")
	for i := range p.pod.InitContainers {
		container, at := &p.pod.InitContainers[i], list.index(i)
		p.checkContainer(at, container)
		checkRestart(at, container, true)
		if names[container.Name] {
			at.child("name").duplicate(container.Name)
		} else if container.Name != "" {
			names[container.Name] = true
		}
		// Init containers run one by one, and the server counts each list from 0.
		hostPorts{}.claim(list.index(0).editing(at).child("ports"), container.Ports)
		if isSidecar(container) {
			p.checkRunning(at, container)
		} else {
			checkStep(at, container)
		}
	}
}

func isSidecar(container *corev1.Container) bool {
	return or(container.RestartPolicy, "") == corev1.ContainerRestartPolicyAlways
}

// checkStep is for init containers that end before the next container starts.
func checkStep(c cursor, container *corev1.Container) {
	refuse := func(set bool, name string) {
		if set {
			c.child(name).forbidden("may not be set for init containers without restartPolicy=Always")
		}
	}
	refuse(container.Lifecycle != nil, "lifecycle")
	refuse(container.LivenessProbe != nil, "livenessProbe")
	refuse(container.ReadinessProbe != nil, "readinessProbe")
	refuse(container.StartupProbe != nil, "startupProbe")
	for i, policy := range container.ResizePolicy {
		if policy.RestartPolicy == corev1.RestartContainer && c.has(kubernetes.InitRestartOnResize) {
			c.child("resizePolicy").index(i).child("restartPolicy").invalid(policy.RestartPolicy,
				"must not be set to 'RestartContainer' for non-sidecar initContainers")
		}
	}
}
