package placement

import (
	"sync"

	corev1 "k8s.io/api/core/v1"
	podsecurity "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"

	"github.com/dslint/dslint/lint/manifest"
)

// newEvaluator builds the checks of all levels when a namespace first asks for one.
//
//nolint:gochecknoglobals // it holds no state but the checks of the library
var newEvaluator = sync.OnceValues(func() (policy.Evaluator, error) {
	return policy.NewEvaluator(policy.DefaultChecks(), nil)
})

// podSecurity follows the PodSecurity plugin
// (k8s.io/pod-security-admission/admission, EvaluatePod): the labels of the
// namespace say what is enforced. A level that is misspelt is enforced as
// restricted, which the plugin does as well.
func (s *world) podSecurity(pod *corev1.Pod) *refusal {
	namespace := s.namespaces[pod.Namespace]
	if namespace == nil || namespace.Labels[podsecurity.EnforceLevelLabel] == "" {
		return nil
	}
	privileged := podsecurity.LevelVersion{Level: podsecurity.LevelPrivileged, Version: podsecurity.LatestVersion()}
	enforced, _ := podsecurity.PolicyToEvaluate(namespace.Labels, podsecurity.Policy{
		Enforce: privileged, Audit: privileged, Warn: privileged,
	})
	evaluator, err := newEvaluator()
	if err != nil {
		return nil
	}
	result := policy.AggregateCheckResults(evaluator.EvaluatePod(enforced.Enforce, &pod.ObjectMeta, &pod.Spec))
	if result.Allowed {
		return nil
	}
	refused := forbidden(manifest.Path{"spec"}, "violates PodSecurity %q: %s", enforced.Enforce, result.ForbiddenDetail())
	refused.because = s.at(namespace, "metadata", "labels", podsecurity.EnforceLevelLabel)
	return refused
}
