package validation

import (
	"fmt"
	"regexp"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

const maxGMSASpec = 64 * 1024 // bytes

// checkWindowsOptions follows validateWindowsSecurityContextOptions.
func checkWindowsOptions(c cursor, options *corev1.WindowsSecurityContextOptions) {
	if options == nil {
		return
	}
	if name := options.GMSACredentialSpecName; name != nil {
		messages(c.child("gmsaCredentialSpecName"), name, validation.IsDNS1123Subdomain(*name))
	}
	if spec := options.GMSACredentialSpec; spec != nil {
		at := c.child("gmsaCredentialSpec")
		if *spec == "" {
			at.invalid(spec, "gmsaCredentialSpec cannot be an empty string")
		}
		if len(*spec) > maxGMSASpec {
			at.invalid(spec, "gmsaCredentialSpec size must be under 64 KiB")
		}
	}
	if name := options.RunAsUserName; name != nil {
		for _, msg := range wrongWindowsUser(*name) {
			c.child("runAsUserName").invalid(name, "runAsUserName"+msg)
		}
	}
}

const (
	maxWindowsDomain = 255
	maxWindowsUser   = 104
)

var (
	controlCharacter = regexp.MustCompile(`[[:cntrl:]]`)
	netBiosName      = regexp.MustCompile(`^[^\\/:\*\?"<>|\.][^\\/:\*\?"<>|]{0,14}$`)
	windowsDNSName   = regexp.MustCompile(
		`^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$`)
)

// wrongWindowsUser says what is wrong with DOMAIN\USER or USER.
func wrongWindowsUser(name string) []string {
	switch {
	case name == "":
		return []string{" cannot be an empty string"}
	case controlCharacter.MatchString(name):
		return []string{" cannot contain control characters"}
	case strings.Count(name, `\`) > 1:
		return []string{" cannot contain more than one backslash"}
	}
	var wrong []string
	domain, user, hasDomain := strings.Cut(name, `\`)
	if !hasDomain {
		domain, user = "", name
	}
	if len(domain) > maxWindowsDomain {
		wrong = append(wrong, fmt.Sprintf("'s Domain length must be under %d characters", maxWindowsDomain+1))
	}
	if hasDomain && !netBiosName.MatchString(domain) && !windowsDNSName.MatchString(domain) {
		wrong = append(wrong, "'s Domain doesn't match the NetBios nor the DNS format")
	}
	return append(wrong, wrongWindowsUserPart(user)...)
}

func wrongWindowsUserPart(user string) []string {
	var wrong []string
	switch {
	case user == "":
		wrong = append(wrong, "'s User cannot be empty")
	case len(user) > maxWindowsUser:
		wrong = append(wrong, fmt.Sprintf("'s User length must not be longer than %d characters", maxWindowsUser))
	}
	if user != "" && strings.Trim(user, ". ") == "" {
		wrong = append(wrong, "'s User cannot contain only periods or spaces")
	}
	if strings.ContainsAny(user, `"/\:;|=,+*?<>@[]`) {
		wrong = append(wrong, `'s User cannot contain the following characters: "/\:;|=,+*?<>@[]`)
	}
	return wrong
}

// checkHostProcess follows validateWindowsHostProcessPod: all containers of a pod are
// processes of the host, or none.
func (p *podCheck) checkHostProcess() {
	var inherited *bool
	if own := p.pod.SecurityContext; own != nil && own.WindowsOptions != nil {
		inherited = own.WindowsOptions.HostProcess
	}
	all, processes := 0, 0
	for at, container := range p.containers() {
		all++
		if isTrue(hostProcess(at, container.SecurityContext, inherited)) {
			processes++
		}
	}
	if processes == 0 {
		return
	}
	if processes != all {
		p.at.invalid("", "If pod contains any hostProcess containers then all containers must be HostProcess containers")
	}
	if !p.pod.HostNetwork {
		p.at.child("hostNetwork").invalid(false, "hostNetwork must be true if pod contains any hostProcess containers")
	}
}

// hostProcess returns what counts for a container, and refuses what contradicts the
// pod.
func hostProcess(at cursor, own *corev1.SecurityContext, inherited *bool) *bool {
	if own == nil || own.WindowsOptions == nil || own.WindowsOptions.HostProcess == nil {
		return inherited
	}
	set := own.WindowsOptions.HostProcess
	if inherited != nil && *set != *inherited {
		at.child("securityContext", "windowsOptions", "hostProcess").invalid(*set, fmt.Sprintf(
			"pod hostProcess value must be identical if both are specified, was %v", *inherited))
	}
	return set
}
