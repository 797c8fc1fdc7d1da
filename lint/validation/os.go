package validation

import (
	corev1 "k8s.io/api/core/v1"
)

// checkOS follows validateOS, validateLinux and validateWindows: the fields that
// mean nothing to an operating system are refused.
func (p *podCheck) checkOS() {
	if p.pod.OS == nil {
		return
	}
	c := p.at.child("os")
	switch p.pod.OS.Name {
	case "":
		c.child("name").required("")
	case corev1.Linux:
		p.refuseWindowsFields()
	case corev1.Windows:
		p.refuseLinuxFields()
		for at, container := range p.containers() {
			refuseLinuxContainerFields(at.child("securityContext"), container.SecurityContext)
		}
	default:
		unsupported(c.editing(c.child("name")), p.pod.OS.Name, corev1.Linux, corev1.Windows)
	}
}

func (p *podCheck) refuseWindowsFields() {
	const reason = "windows options cannot be set for a linux pod"
	if own := p.pod.SecurityContext; own != nil && own.WindowsOptions != nil {
		p.at.child("securityContext", "windowsOptions").forbidden(reason)
	}
	for at, container := range p.containers() {
		if own := container.SecurityContext; own != nil && own.WindowsOptions != nil {
			at.child("securityContext", "windowsOptions").forbidden(reason)
		}
	}
}

func notOnWindows(set bool, c cursor, name string) {
	if set {
		c.child(name).forbidden("cannot be set for a windows pod")
	}
}

func (p *podCheck) refuseLinuxFields() {
	notOnWindows(p.pod.HostUsers != nil, p.at, "hostUsers")
	notOnWindows(p.pod.HostPID, p.at, "hostPID")
	notOnWindows(p.pod.HostIPC, p.at, "hostIPC")
	notOnWindows(p.pod.ShareProcessNamespace != nil, p.at, "shareProcessNamespace")
	own, c := p.pod.SecurityContext, p.at.child("securityContext")
	if own == nil {
		return
	}
	notOnWindows(own.AppArmorProfile != nil, c, "appArmorProfile")
	notOnWindows(own.SELinuxOptions != nil, c, "seLinuxOptions")
	notOnWindows(own.SeccompProfile != nil, c, "seccompProfile")
	notOnWindows(own.FSGroup != nil, c, "fsGroup")
	notOnWindows(own.FSGroupChangePolicy != nil, c, "fsGroupChangePolicy")
	notOnWindows(len(own.Sysctls) > 0, c, "sysctls")
	notOnWindows(own.RunAsUser != nil, c, "runAsUser")
	notOnWindows(own.RunAsGroup != nil, c, "runAsGroup")
	notOnWindows(own.SupplementalGroups != nil, c, "supplementalGroups")
	notOnWindows(own.SupplementalGroupsPolicy != nil, c, "supplementalGroupsPolicy")
	notOnWindows(own.SELinuxChangePolicy != nil, c, "seLinuxChangePolicy")
}

func refuseLinuxContainerFields(c cursor, own *corev1.SecurityContext) {
	if own == nil {
		return
	}
	notOnWindows(own.AppArmorProfile != nil, c, "appArmorProfile")
	notOnWindows(own.SELinuxOptions != nil, c, "seLinuxOptions")
	notOnWindows(own.SeccompProfile != nil, c, "seccompProfile")
	notOnWindows(own.Capabilities != nil, c, "capabilities")
	notOnWindows(own.ReadOnlyRootFilesystem != nil, c, "readOnlyRootFilesystem")
	notOnWindows(own.Privileged != nil, c, "privileged")
	notOnWindows(own.AllowPrivilegeEscalation != nil, c, "allowPrivilegeEscalation")
	notOnWindows(own.ProcMount != nil, c, "procMount")
	notOnWindows(own.RunAsUser != nil, c, "runAsUser")
	notOnWindows(own.RunAsGroup != nil, c, "runAsGroup")
}
