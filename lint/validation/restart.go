package validation

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/kubernetes"
)

// The most that restartPolicyRules may hold.
const (
	maxRestartRules = 20
	maxExitCodes    = 255
)

// checkRestart follows validateContainerRestartPolicy. Without a policy the rules of
// init containers are not looked at (validateInitContainerRestartPolicy).
func checkRestart(c cursor, container *corev1.Container, init bool) {
	policy, rules := container.RestartPolicy, container.RestartPolicyRules
	if !c.has(kubernetes.ContainerRestartPolicy) {
		checkOldRestart(c.child("restartPolicy"), policy, init)
		return
	}
	if init && len(rules) > 0 && isSidecar(container) && !c.has(kubernetes.RestartAllContainers) {
		c.child("restartPolicyRules").
			forbidden("restartPolicyRules are not allowed for init containers with restart policy Always")
		return
	}
	if policy == nil && len(rules) > 0 {
		c.child("restartPolicy").required("must specify restartPolicy when restart rules are used")
		if init {
			return
		}
	}
	optionalOneOf(c.child("restartPolicy"), policy, corev1.ContainerRestartPolicyAlways,
		corev1.ContainerRestartPolicyNever, corev1.ContainerRestartPolicyOnFailure)
	at := c.child("restartPolicyRules")
	if len(rules) > maxRestartRules {
		at.tooMany(len(rules), maxRestartRules)
	}
	for i := range rules {
		checkRestartRule(at.index(i), &rules[i])
	}
}

// checkOldRestart follows the same before containers could have restart rules.
func checkOldRestart(c cursor, policy *corev1.ContainerRestartPolicy, init bool) {
	switch {
	case policy == nil:
	case init:
		oneOf(c, *policy, corev1.ContainerRestartPolicyAlways)
	default:
		c.forbidden("may not be set for non-init containers")
	}
}

func checkRestartRule(c cursor, rule *corev1.ContainerRestartRule) {
	actions := []corev1.ContainerRestartRuleAction{corev1.ContainerRestartRuleActionRestart}
	if c.has(kubernetes.RestartAllContainers) {
		actions = append(actions, corev1.ContainerRestartRuleActionRestartAllContainers)
	}
	oneOf(c.child("action"), rule.Action, actions...)
	at := c.child("exitCodes")
	if rule.ExitCodes == nil {
		at.required("must be specified")
		return
	}
	oneOf(at.child("operator"), rule.ExitCodes.Operator,
		corev1.ContainerRestartRuleOnExitCodesOpIn, corev1.ContainerRestartRuleOnExitCodesOpNotIn)
	if count := len(rule.ExitCodes.Values); count > maxExitCodes {
		at.child("values").tooMany(count, maxExitCodes)
	}
}

// checkResizePolicy follows validateResizePolicy, which names the list where it
// means an item.
func (p *podCheck) checkResizePolicy(c cursor, policies []corev1.ContainerResizePolicy) {
	seen := map[corev1.ResourceName]bool{}
	for i, policy := range policies {
		item := c.index(i)
		if seen[policy.ResourceName] {
			item.duplicate(policy.ResourceName)
		}
		seen[policy.ResourceName] = true
		requireOneOf(c.editing(item.child("resourceName")), policy.ResourceName,
			corev1.ResourceCPU, corev1.ResourceMemory)
		restart := c.editing(item.child("restartPolicy"))
		requireOneOf(restart, policy.RestartPolicy, corev1.NotRequired, corev1.RestartContainer)
		if p.pod.RestartPolicy == corev1.RestartPolicyNever && policy.RestartPolicy != corev1.NotRequired {
			restart.invalid(policy.RestartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'")
		}
	}
}
