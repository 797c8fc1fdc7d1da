package validation

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/util/validation"
)

// checkTrustBundle follows the part of validateProjectionSources for
// ClusterTrustBundles.
func (p projection) checkTrustBundle(c cursor, bundle *corev1.ClusterTrustBundleProjection) {
	switch {
	case bundle.Name != nil && bundle.SignerName != nil:
		c.invalid(internal{*bundle}, "only one of name and signerName may be used")
	case bundle.Name != nil:
		p.checkTrustBundleName(c.child("name"), *bundle.Name)
		if bundle.LabelSelector != nil {
			c.child("labelSelector").invalid(bundle.LabelSelector, "labelSelector must be unset if name is specified")
		}
	case bundle.SignerName != nil:
		if *bundle.SignerName == "" {
			c.child("signerName").required("must be a valid signer name")
		}
		checkSignerName(c.child("signerName"), *bundle.SignerName)
		checkSelector(c.child("labelSelector"), bundle.LabelSelector)
	default:
		c.required("either name or signerName must be specified")
	}
	require(c.child("path"), bundle.Path)
	checkFilePath(c.child("path"), bundle.Path)
	p.claim(c.child("path"), bundle.Path, bundle.Path)
}

// checkTrustBundleName follows ValidateClusterTrustBundleName. The name of a bundle
// that belongs to a signer begins with the name of the signer.
func (p projection) checkTrustBundleName(c cursor, name string) {
	if name == "" {
		c.required("must be a valid object name")
	}
	for _, msg := range wrongTrustBundleName(name) {
		c.invalid(name, "not a valid clustertrustbundlename: "+msg)
	}
}

func wrongTrustBundleName(name string) []string {
	colon := strings.LastIndex(name, ":")
	if colon == 0 {
		return []string{`ClusterTrustBundle without signer name must not have ":" in its name`}
	}
	if signer := name[:max(colon, 0)]; strings.Contains(signer, "/") {
		return []string{fmt.Sprintf("ClusterTrustBundle for signerName %s must be named with prefix %s:",
			strings.ReplaceAll(signer, ":", "/"), strings.ReplaceAll(signer, "/", ":"))}
	}
	return nameIsDNSSubdomain(name[colon+1:], false)
}

// The bounds of the life of a certificate in seconds
// (k8s.io/kubernetes/pkg/apis/certificates): 91 days, and a day for the signers of
// Kubernetes.
const (
	minCertificateSeconds           = 3600
	maxCertificateSeconds           = 91 * 24 * 3600
	maxKubernetesCertificateSeconds = 24 * 3600
)

// checkCertificate follows the part of validateProjectionSources for certificates.
func (p projection) checkCertificate(c cursor, certificate *corev1.PodCertificateProjection) {
	checkSignerName(c.child("signerName"), certificate.SignerName)
	checkUserAnnotations(c.child("userAnnotations"), certificate.UserAnnotations)
	oneOf(c.child("keyType"), certificate.KeyType,
		"RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519")
	if seconds := certificate.MaxExpirationSeconds; seconds != nil {
		checkCertificateLife(c.child("maxExpirationSeconds"), *seconds, certificate.SignerName)
	}
	files := 0
	for _, file := range [...]struct{ name, path string }{
		{"credentialBundlePath", certificate.CredentialBundlePath},
		{"keyPath", certificate.KeyPath},
		{"certificateChainPath", certificate.CertificateChainPath},
	} {
		if file.path == "" {
			continue
		}
		files++
		checkFilePath(c.child(file.name), file.path)
		p.claim(c.child(file.name), file.path, file.path)
	}
	if files == 0 {
		c.required("specify at least one of credentialBundlePath, keyPath, and certificateChainPath")
	}
}

func checkCertificateLife(c cursor, seconds int32, signer string) {
	if seconds < minCertificateSeconds {
		c.invalid(seconds, "if provided, maxExpirationSeconds must be >= 3600")
	}
	most := maxCertificateSeconds
	if host, _, _ := strings.Cut(signer, "/"); host == "kubernetes.io" || strings.HasSuffix(host, ".kubernetes.io") {
		most = maxKubernetesCertificateSeconds
	}
	if int(seconds) > most {
		c.invalid(seconds, fmt.Sprintf("if provided, maxExpirationSeconds must be <= %d", most))
	}
}

// checkUserAnnotations follows ValidateUserAnnotations.
func checkUserAnnotations(c cursor, annotations map[string]string) {
	for key := range sorted(annotations) {
		c.editing(c.key(key)).add(validation.IsDomainPrefixedKey(c.fieldPath(), strings.ToLower(key)))
	}
	if apivalidation.ValidateAnnotationsSize(annotations) != nil {
		c.tooLong(apivalidation.TotalAnnotationSizeLimitB)
	}
}

// checkSignerName follows ValidateSignerName: a domain, a slash and a name.
func checkSignerName(c cursor, name string) {
	domain, path, _ := strings.Cut(name, "/")
	switch {
	case name == "":
		c.required("")
		return
	case strings.Count(name, "/") != 1:
		c.invalid(name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")
		return
	}
	const longestDomain = validation.DNS1123SubdomainMaxLength
	if len(domain) > longestDomain {
		c.tooLong(longestDomain)
	}
	checkSignerParts(c, domain, validation.IsDNS1123Label)
	if !strings.Contains(domain, ".") {
		c.invalid(domain, "should be a domain with at least two segments separated by dots")
	}
	checkSignerParts(c, path, validation.IsDNS1123Subdomain)
	const longest = longestDomain + 1 + longestDomain + validation.DNS1123LabelMaxLength + 1
	if len(name) > longest {
		c.tooLong(longest)
	}
}

// checkSignerParts stops at the first part that is wrong.
func checkSignerParts(c cursor, whole string, check func(string) []string) {
	for part := range strings.SplitSeq(whole, ".") {
		wrong := check(part)
		for _, msg := range wrong {
			c.invalid(whole, fmt.Sprintf("validating label %q: %s", part, msg))
		}
		if len(wrong) > 0 {
			return
		}
	}
}
