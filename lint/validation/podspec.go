package validation

import (
	"math"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/dslint/dslint/lint/kubernetes"
)

// podCheck judges one pod spec.
type podCheck struct {
	at  cursor
	pod *corev1.PodSpec
	// owner is the Pod that has the spec, nil for a template. Some rules hold for
	// either only.
	owner *corev1.Pod
	// volumes are those without errors, by name.
	volumes map[string]*corev1.VolumeSource
	// volumesAt are the fields to edit of the volumes, nil where they are the volumes
	// of the manifest.
	volumesAt []cursor
	grace     int64
}

const defaultGraceSeconds = 30 // SetDefaults_PodSpec

func newPodCheck(at cursor, spec *corev1.PodSpec) *podCheck {
	return &podCheck{
		at: at, pod: spec,
		volumes: make(map[string]*corev1.VolumeSource, len(spec.Volumes)),
		grace:   or(spec.TerminationGracePeriodSeconds, defaultGraceSeconds),
	}
}

// spec follows ValidatePodSpec (k8s.io/kubernetes/pkg/apis/core/validation).
func (p *podCheck) spec() {
	p.checkVolumes()
	p.checkResourceClaims()
	p.checkContainers()
	p.checkInitContainers()
	p.checkEphemeralContainers()
	p.checkPodResources()
	p.checkPolicies()
	p.checkNames()
	p.checkSecurity()
	p.checkHostUsers()
	p.checkHostnameOverride()
	p.checkOS()
	p.checkScheduling()
	p.checkDNS()
	p.checkFileKeys()
}

func (p *podCheck) checkPolicies() {
	spec := p.pod
	if spec.RestartPolicy != "" {
		oneOf(p.at.child("restartPolicy"), spec.RestartPolicy,
			corev1.RestartPolicyAlways, corev1.RestartPolicyOnFailure, corev1.RestartPolicyNever)
	}
	if spec.DNSPolicy != "" {
		oneOf(p.at.child("dnsPolicy"), spec.DNSPolicy, corev1.DNSClusterFirstWithHostNet,
			corev1.DNSClusterFirst, corev1.DNSDefault, corev1.DNSNone)
	}
	if policy := spec.PreemptionPolicy; policy != nil {
		at := p.at.child("preemptionPolicy")
		if *policy == "" {
			at.required("")
		} else {
			oneOf(at, *policy, corev1.PreemptLowerPriority, corev1.PreemptNever)
		}
	}
	if seconds := spec.ActiveDeadlineSeconds; seconds != nil && (*seconds < 1 || *seconds > math.MaxInt32) {
		p.at.child("activeDeadlineSeconds").invalid(*seconds, validation.InclusiveRangeError(1, math.MaxInt32))
	}
	if isTrue(spec.ShareProcessNamespace) && spec.HostPID {
		p.at.child("shareProcessNamespace").
			invalid(true, "ShareProcessNamespace and HostPID cannot both be enabled")
	}
}

// checkNames is for the fields that name other objects and the host.
func (p *podCheck) checkNames() {
	spec := p.pod
	p.checkServiceAccount()
	if spec.NodeName != "" {
		checkName(p.at.child("nodeName"), spec.NodeName)
	}
	if spec.PriorityClassName != "" {
		checkName(p.at.child("priorityClassName"), spec.PriorityClassName)
	}
	if spec.RuntimeClassName != nil {
		checkName(p.at.child("runtimeClassName"), *spec.RuntimeClassName)
	}
	if spec.Hostname != "" {
		checkDNSLabel(p.at.child("hostname"), spec.Hostname)
	}
	if spec.Subdomain != "" {
		checkDNSLabel(p.at.child("subdomain"), spec.Subdomain)
	}
}

// checkServiceAccount knows the old name of the field, which counts where the new
// one is absent.
func (p *podCheck) checkServiceAccount() {
	at, name := p.at.child("serviceAccountName"), p.pod.ServiceAccountName
	if name == "" {
		at, name = at.editing(p.at.child("serviceAccount")), p.pod.DeprecatedServiceAccount
	}
	if name != "" {
		checkName(at, name)
	}
}

// checkHostUsers follows validateHostUsers: a pod with its own users keeps out of
// the namespaces of the host.
func (p *podCheck) checkHostUsers() {
	if !isFalse(p.pod.HostUsers) {
		return
	}
	const reason = "when `hostUsers` is false"
	if p.pod.HostNetwork {
		p.at.child("hostNetwork").forbidden(reason)
	}
	if p.pod.HostPID {
		p.at.child("HostPID").editing(p.at.child("hostPID")).forbidden(reason)
	}
	if p.pod.HostIPC {
		p.at.child("HostIPC").editing(p.at.child("hostIPC")).forbidden(reason)
	}
	for at, container := range p.containers() {
		if len(container.VolumeDevices) > 0 && at.has(kubernetes.UserNamespaceDevices) {
			at.child("volumeDevices").forbidden(reason)
		}
	}
}

// checkHostnameOverride follows validatePodHostName.
func (p *podCheck) checkHostnameOverride() {
	name := p.pod.HostnameOverride
	if name == nil {
		return
	}
	at := p.at.child("hostnameOverride")
	if isTrue(p.pod.SetHostnameAsFQDN) {
		at.forbidden("may not be specified when setHostnameAsFQDN is true")
	}
	if p.pod.HostNetwork {
		at.forbidden("may not be specified when hostNetwork is true")
	}
	if len(*name) > validation.DNS1123LabelMaxLength+1 {
		at.tooLong(validation.DNS1123LabelMaxLength + 1)
	}
	checkDNSSubdomain(at, *name)
}
