package validation

import (
	"fmt"
	"regexp"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/component-helpers/node/util/sysctl"
)

const maxSysctl = 253

var sysctlName = regexp.MustCompile(`^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`)

// checkSysctls follows validateSysctls and ValidateHostSysctl.
func (p *podCheck) checkSysctls(c cursor, sysctls []corev1.Sysctl) {
	names := map[string]bool{}
	for i := range sysctls {
		name, at := sysctls[i].Name, c.index(i).child("name")
		switch {
		case name == "":
			at.required("")
		case len(name) > maxSysctl || !sysctlName.MatchString(name):
			at.invalid(name, fmt.Sprintf("must have at most %d characters and match regex %s", maxSysctl, sysctlName))
		case names[name]:
			at.duplicate(name)
		}
		names[name] = true
		switch namespace, _, _ := sysctl.GetNamespace(name); {
		case p.pod.HostNetwork && namespace == sysctl.NetNamespace:
			at.invalid(name, "may not be specified when 'hostNetwork' is true")
		case p.pod.HostIPC && namespace == sysctl.IPCNamespace:
			at.invalid(name, "may not be specified when 'hostIPC' is true")
		}
	}
}
