package policies_test

import (
	"strings"
	"testing"
)

const podOfDeployment = `---
apiVersion: expansion.gatekeeper.sh/v1beta1
kind: ExpansionTemplate
metadata: {name: pods}
spec:
  applyTo: [{groups: [apps], versions: [v1], kinds: [Deployment]}, {groups: [batch], versions: [v1], kinds: [Job]}]
  templateSource: spec.template
  generatedGVK: {group: "", version: v1, kind: Pod}
---
apiVersion: expansion.gatekeeper.sh/v1beta1
kind: ExpansionTemplate
metadata: {name: jobs}
spec:
  applyTo: [{groups: [batch], versions: [v1], kinds: [CronJob]}]
  templateSource: spec.jobTemplate
  enforcementAction: warn
  generatedGVK: {group: batch, version: v1, kind: Job}
`

const generators = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {owner: a}}
spec:
  template:
    metadata:
      labels: {app: web}
    spec: {containers: []}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: tidy, namespace: shop, labels: {owner: a}}
spec:
  jobTemplate:
    metadata: {labels: {app: tidy}}
    spec:
      template:
        metadata: {labels: {app: tidy}}
        spec: {containers: []}
`

// TestExpansion judges the Pods that a Deployment makes, and the Job of a CronJob with
// its Pods.
func TestExpansion(t *testing.T) {
	t.Parallel()
	const (
		pod    = "a.yaml:7:15 error: [Implied by pods] Pod web-pod has no label owner in metadata.labels [owned]"
		job    = "a.yaml:15:24 warning: [Implied by jobs] Job tidy-job has no label owner in metadata.labels [owned]"
		jobPod = "a.yaml:18:28 error: [Implied by pods] Pod tidy-job-pod has no label owner in metadata.labels [owned]"
	)
	for match, want := range map[string][]string{
		`{}`:                                     {pod, job, jobPod},
		`{kinds: [{kinds: [Pod]}]}`:              {pod, jobPod},
		`{source: Generated}`:                    {pod, job, jobPod},
		`{source: Original}`:                     nil,
		`{source: All, kinds: [{kinds: [Job]}]}`: {job},
		`{excludedNamespaces: [shop]}`:           nil,
	} {
		result := gatekeep(t, ownerTemplate+constraintOf("Owned", "owned", "{match: "+match+"}")+podOfDeployment, generators)
		if got := lines(t, result); got != strings.Join(want, "\n") {
			t.Errorf("%s: got\n%s\nwant\n%s", match, got, strings.Join(want, "\n"))
		}
	}
	result := gatekeep(t, ownerTemplate+constraintOf("Owned", "owned", "{}"), generators)
	if got := lines(t, result); got != "" {
		t.Errorf("without templates: got %s", got)
	}
}
