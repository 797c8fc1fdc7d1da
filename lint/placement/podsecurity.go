package placement

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	podsecurity "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
)

// Validate returns the first key that is wrong, and what it must be.
func (p PodSecurity) Validate() (key string, err error) {
	if _, err := podsecurity.ParseLevel(p.Enforce); p.Enforce != "" && err != nil {
		return "enforce", err
	}
	if _, err := podsecurity.ParseVersion(p.version()); err != nil {
		return "enforceVersion", err
	}
	return "", nil
}

// version is EnforceVersion as the labels of namespaces spell it.
func (p PodSecurity) version() string {
	text := string(p.EnforceVersion)
	switch {
	case text == "":
		return podsecurity.VersionLatest
	case strings.HasPrefix(text, "1."):
		return "v" + text
	}
	return text
}

// levelVersion is what is enforced where labels say nothing. What is wrong counts as
// restricted and as latest.
func (p PodSecurity) levelVersion() podsecurity.LevelVersion {
	level := podsecurity.LevelPrivileged
	if p.Enforce != "" {
		level, _ = podsecurity.ParseLevel(p.Enforce)
	}
	version, _ := podsecurity.ParseVersion(p.version())
	return podsecurity.LevelVersion{Level: level, Version: version}
}

// podSecurity follows the PodSecurity plugin
// (k8s.io/pod-security-admission/admission, EvaluatePod): the labels of the namespace
// say what is enforced, and the configuration of the cluster where they say nothing.
// A level that is misspelt is enforced as restricted, which the plugin does as well.
func (s *world) podSecurity(pod *corev1.Pod) *refusal {
	enforced, because := s.enforced(pod.Namespace)
	if enforced.Level == podsecurity.LevelPrivileged {
		return nil
	}
	evaluator, err := s.evaluator()
	if err != nil {
		return nil
	}
	result := policy.AggregateCheckResults(evaluator.EvaluatePod(enforced, &pod.ObjectMeta, &pod.Spec))
	if result.Allowed {
		return nil
	}
	refused := forbidden(manifest.Path{"spec"}, "violates PodSecurity %q: %s", enforced, result.ForbiddenDetail())
	refused.because = because
	return refused
}

// enforced returns what is enforced in a namespace, and where that is written.
func (s *world) enforced(name string) (podsecurity.LevelVersion, manifest.Ref) {
	privileged := podsecurity.LevelVersion{Level: podsecurity.LevelPrivileged, Version: podsecurity.LatestVersion()}
	if slices.Contains(s.cluster.PodSecurity.ExemptNamespaces, name) {
		return privileged, manifest.Ref{}
	}
	byDefault, namespace := s.cluster.PodSecurity.levelVersion(), s.namespaces[name]
	if namespace == nil {
		return byDefault, s.cluster.PodSecurity.At
	}
	all, _ := podsecurity.PolicyToEvaluate(namespace.Labels, podsecurity.Policy{
		Enforce: byDefault, Audit: privileged, Warn: privileged,
	})
	if _, labelled := namespace.Labels[podsecurity.EnforceLevelLabel]; !labelled {
		return all.Enforce, s.cluster.PodSecurity.At
	}
	return all.Enforce, s.at(namespace, "metadata", "labels", podsecurity.EnforceLevelLabel)
}

// newEvaluator builds the checks of all levels as a version of Kubernetes has them.
func newEvaluator(version kubernetes.Version) func() (policy.Evaluator, error) {
	return func() (policy.Evaluator, error) {
		emulated := podsecurity.MajorMinorVersion(1, version.Minor())
		return policy.NewEvaluator(policy.DefaultChecks(), &emulated)
	}
}
