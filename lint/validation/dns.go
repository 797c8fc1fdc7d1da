package validation

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/dslint/dslint/lint/kubernetes"
)

// What the resolver of Linux can take.
const (
	maxNameservers     = 3
	maxSearchPaths     = 32
	maxSearchListChars = 2048
)

// checkDNS follows validatePodDNSConfig and ValidateHostAliases.
func (p *podCheck) checkDNS() {
	c, config := p.at.child("dnsConfig"), p.pod.DNSConfig
	for i := range p.pod.HostAliases {
		checkHostAlias(p.at.child("hostAliases").index(i), &p.pod.HostAliases[i])
	}
	if p.pod.DNSPolicy == corev1.DNSNone {
		if config == nil {
			c.required("must provide `dnsConfig` when `dnsPolicy` is None")
			return
		}
		if len(config.Nameservers) == 0 {
			c.child("nameservers").required("must provide at least one DNS nameserver when `dnsPolicy` is None")
			return
		}
	}
	if config == nil {
		return
	}
	checkNameservers(c.child("nameservers"), config.Nameservers)
	checkSearches(c.child("searches"), config.Searches)
	for i := range config.Options {
		if at := c.child("options").index(i); config.Options[i].Name == "" {
			at.editing(at.child("name")).required("must not be empty")
		}
	}
}

func checkNameservers(c cursor, servers []string) {
	if len(servers) > maxNameservers {
		c.invalid(servers, fmt.Sprintf("must not have more than %d nameservers", maxNameservers))
	}
	for i, server := range servers {
		checkIP(c.index(i), server)
	}
}

func checkSearches(c cursor, searches []string) {
	if len(searches) > maxSearchPaths {
		c.invalid(searches, fmt.Sprintf("must not have more than %d search paths", maxSearchPaths))
	}
	if len(strings.Join(searches, " ")) > maxSearchListChars {
		c.invalid(searches, fmt.Sprintf(
			"must not have more than %d characters (including spaces) in the search list", maxSearchListChars))
	}
	for i, search := range searches {
		if !c.has(kubernetes.RelaxedDNSSearches) {
			checkDNSSubdomain(c.index(i), strings.TrimSuffix(search, "."))
			continue
		}
		if search == "." {
			continue
		}
		search = strings.TrimSuffix(search, ".")
		messages(c.index(i), search, validation.IsDNS1123SubdomainWithUnderscore(search))
	}
}

func checkHostAlias(c cursor, alias *corev1.HostAlias) {
	checkIP(c.child("ip"), alias.IP)
	for i, name := range alias.Hostnames {
		checkDNSSubdomain(c.child("hostnames").index(i), name)
	}
}

func checkIP(c cursor, ip string) {
	c.add(validation.IsValidIPForLegacyField(c.fieldPath(), ip, true, nil))
}
