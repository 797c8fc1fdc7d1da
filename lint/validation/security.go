package validation

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

// checkSecurity follows validatePodSpecSecurityContext.
func (p *podCheck) checkSecurity() {
	own, c := p.pod.SecurityContext, p.at.child("securityContext")
	p.checkHostProcess()
	if own == nil {
		return
	}
	checkUser(c.child("runAsUser"), own.RunAsUser)
	checkGroup(c.child("runAsGroup"), own.RunAsGroup)
	checkGroup(c.child("fsGroup"), own.FSGroup)
	for i := range own.SupplementalGroups {
		checkGroup(c.child("supplementalGroups").index(i), &own.SupplementalGroups[i])
	}
	p.checkSysctls(c.child("sysctls"), own.Sysctls)
	optionalOneOf(c.child("fsGroupChangePolicy"), own.FSGroupChangePolicy,
		corev1.FSGroupChangeAlways, corev1.FSGroupChangeOnRootMismatch)
	optionalOneOf(c.child("supplementalGroupsPolicy"), own.SupplementalGroupsPolicy,
		corev1.SupplementalGroupsPolicyMerge, corev1.SupplementalGroupsPolicyStrict)
	optionalOneOf(c.child("seLinuxChangePolicy"), own.SELinuxChangePolicy,
		corev1.SELinuxChangePolicyMountOption, corev1.SELinuxChangePolicyRecursive)
	checkSeccomp(c.child("seccompProfile"), own.SeccompProfile)
	checkAppArmor(c.child("appArmorProfile"), own.AppArmorProfile)
	checkWindowsOptions(c.child("windowsOptions"), own.WindowsOptions)
}

func checkUser(c cursor, user *int64) {
	if user != nil {
		messages(c, *user, validation.IsValidUserID(*user))
	}
}

func checkGroup(c cursor, group *int64) {
	if group != nil {
		messages(c, *group, validation.IsValidGroupID(*group))
	}
}

// checkContainerSecurity follows ValidateSecurityContext. Privileged containers are
// allowed, as nearly every cluster is set up.
func (p *podCheck) checkContainerSecurity(c cursor, own *corev1.SecurityContext) {
	if own == nil {
		return
	}
	checkUser(c.child("runAsUser"), own.RunAsUser)
	checkGroup(c.child("runAsGroup"), own.RunAsGroup)
	p.checkProcMount(c.child("procMount"), own.ProcMount)
	checkEscalation(c, own)
	checkSeccomp(c.child("seccompProfile"), own.SeccompProfile)
	checkAppArmor(c.child("appArmorProfile"), own.AppArmorProfile)
	checkWindowsOptions(c.child("windowsOptions"), own.WindowsOptions)
}

func (p *podCheck) checkProcMount(c cursor, mount *corev1.ProcMountType) {
	optionalOneOf(c, mount, corev1.DefaultProcMount, corev1.UnmaskedProcMount)
	if or(mount, "") == corev1.UnmaskedProcMount && !isFalse(p.pod.HostUsers) {
		c.invalid(*mount, "`hostUsers` must be false to use `Unmasked`")
	}
}

// checkEscalation refuses to forbid more privileges to a container that has them
// all.
func checkEscalation(c cursor, own *corev1.SecurityContext) {
	if !isFalse(own.AllowPrivilegeEscalation) {
		return
	}
	at := c.editing(c.child("allowPrivilegeEscalation"))
	if isTrue(own.Privileged) {
		at.invalid(internal{own}, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")
	}
	if own.Capabilities != nil && slices.Contains(own.Capabilities.Add, "CAP_SYS_ADMIN") {
		at.invalid(internal{own}, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN")
	}
}
