package rules_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/rules"
)

// machine is a Node with labels and taints in braces.
func machine(name, labels string, taints ...string) string {
	text := fmt.Sprintf("---\napiVersion: v1\nkind: Node\nmetadata: {name: %s, labels: {%s}}\n", name, labels)
	if len(taints) > 0 {
		text += "spec: {taints: [{" + strings.Join(taints, "}, {") + "}]}\n"
	}
	return text
}

const tolerateAll = "      tolerations: [{operator: Exists}]\n"

// required is node affinity with ORed terms, each a list of expressions in braces.
func required(terms ...string) string {
	text := "      affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: ["
	for _, term := range terms {
		text += "{matchExpressions: [" + term + "]}, "
	}
	return text + "]}}}\n"
}

// TestPlacementSeverities holds what the examples of the rules on placement cannot
// show: how sure a finding is, and where there is none.
func TestPlacementSeverities(t *testing.T) {
	t.Parallel()
	const (
		fargate = "eks.amazonaws.com/compute-type: fargate"
		virtual = "type: virtual-kubelet"
		notGPU  = "{key: pool, operator: NotIn, values: [gpu]}"
		linux   = "{key: kubernetes.io/os, operator: In, values: [linux]}"
		host    = "      nodeSelector: {kubernetes.io/hostname: a.example.com}\n"
		label   = "kubernetes.io/hostname: a"
		project = "apiVersion: v1\nkind: Namespace\nmetadata: {name: default, annotations: {openshift.io/node-selector: role=web}}\n---\n"
		plugin  = "apiVersion: v1\nkind: Namespace\nmetadata: {name: default, annotations: {scheduler.alpha.kubernetes.io/node-selector: role=web}}\n---\n"
		apart   = "      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [" +
			"{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {%s}}}]}}\n"
	)
	image := "      " + image
	surge := strings.Replace(daemonSet, "  template", "  updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n  template", 1)
	for name, test := range map[string]struct {
		rule, text string
		want       []string
	}{
		"namespace of somebody else":    {"untolerated-taint", "apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n---\n" + strings.Replace(daemonSet, "name: agent", "name: agent, namespace: agents", 1) + image + machine("a", "kubernetes.io/os: linux") + machine("b", "kubernetes.io/os: linux", "key: gpu, effect: NoSchedule"), []string{"warning"}},
		"toleration covered in two":     {"redundant-daemonset-toleration", daemonSet + "      tolerations: [{key: a, operator: Exists}, {operator: Exists, effect: NoSchedule}, {operator: Exists, effect: NoExecute}]\n" + image, []string{"info"}},
		"toleration covered in part":    {"redundant-daemonset-toleration", daemonSet + "      tolerations: [{key: a, operator: Exists}, {operator: Exists, effect: NoSchedule}]\n" + image, []string{}},
		"tolerations covered by one":    {"redundant-daemonset-toleration", daemonSet + "      tolerations: [{key: a, operator: Exists}, {key: a, operator: Exists, effect: NoSchedule}, {key: a, operator: Exists, effect: NoExecute}]\n" + image, []string{"info", "info"}},
		"folder that Windows may have":  {"missing-os-selector", daemonSet + "      volumes: [{name: v, hostPath: {path: /var/log}}]\n" + image + machine("l", "kubernetes.io/os: linux") + machine("w", "kubernetes.io/os: windows"), []string{"warning"}},
		"folder that Linux has":         {"missing-os-selector", daemonSet + "      volumes: [{name: v, hostPath: {path: /sys/fs/bpf}}]\n" + image + machine("l", "kubernetes.io/os: linux") + machine("w", "kubernetes.io/os: windows"), []string{"error"}},
		"Fargate":                       {"schedules-on-virtual-node", daemonSet + tolerateAll + image + machine("f", fargate), []string{"error"}},
		"virtual-kubelet":               {"schedules-on-virtual-node", daemonSet + tolerateAll + image + machine("v", virtual), []string{"warning"}},
		"Fargate that is asked for":     {"schedules-on-virtual-node", daemonSet + "      nodeSelector: {" + fargate + "}\n" + image + machine("f", fargate), []string{"error"}},
		"terms that differ on no node":  {"affinity-terms-are-ored", daemonSet + required(notGPU, linux) + image + machine("a", "kubernetes.io/os: linux"), []string{"info"}},
		"terms that differ on one":      {"affinity-terms-are-ored", daemonSet + required(notGPU, linux) + image + machine("a", "kubernetes.io/os: linux, pool: gpu"), []string{"warning"}},
		"one term twice":                {"affinity-terms-are-ored", daemonSet + required(linux, linux) + image, []string{"info"}},
		"hostname on no node":           {"hostname-label-assumed-node-name", daemonSet + host + image + machine("a.example.com", label), []string{"error"}},
		"hostname among others":         {"hostname-label-assumed-node-name", daemonSet + required("{key: kubernetes.io/hostname, operator: In, values: [a.example.com, b]}") + image + machine("a.example.com", label) + machine("b", "kubernetes.io/hostname: b"), []string{"warning"}},
		"hostname of two nodes":         {"hostname-label-assumed-node-name", daemonSet + "      nodeSelector: {kubernetes.io/hostname: a}\n" + image + machine("n1", "kubernetes.io/hostname: a.x.com") + machine("n2", "kubernetes.io/hostname: a.y.com"), []string{}},
		"OpenShift, some nodes":         {"admission-selector-mismatch", project + daemonSet + image + machine("a", "role: web") + machine("b", "role: db"), []string{"warning"}},
		"OpenShift, all nodes":          {"admission-selector-mismatch", project + daemonSet + image + machine("b", "role: db"), []string{"error"}},
		"PodNodeSelector":               {"admission-selector-mismatch", plugin + daemonSet + image + machine("a", "role: web") + machine("b", "role: db"), []string{"error"}},
		"a taint that matters":          {"inventory-transient-taint", daemonSet + image + machine("a", "", "key: ToBeDeletedByClusterAutoscaler, effect: NoSchedule"), []string{"warning"}},
		"a taint that does not":         {"inventory-transient-taint", daemonSet + image + machine("a", "", "key: node.kubernetes.io/disk-pressure, effect: NoSchedule"), []string{"info"}},
		"beside a taint that stays":     {"inventory-transient-taint", daemonSet + image + machine("a", "", "key: ToBeDeletedByClusterAutoscaler, effect: NoSchedule", "key: gpu, effect: NoSchedule"), []string{"info"}},
		"a DaemonSet until the end":     {"tolerates-node-retirement-taint", daemonSet + "      tolerations: [{key: karpenter.sh/disrupted, operator: Exists}]\n" + image, []string{"info"}},
		"a Pod on a dying node":         {"tolerates-node-retirement-taint", pod + "  tolerations: [{key: karpenter.sh/disrupted, operator: Exists}]\n  " + strings.TrimLeft(image, " "), []string{"warning"}},
		"one pod a node":                {"pod-affinity-or-spread-on-daemonset", daemonSet + fmt.Sprintf(apart, "a: b") + image, []string{"info"}},
		"apart from siblings":           {"pod-affinity-or-spread-on-daemonset", daemonSet + fmt.Sprintf(apart, "c: d") + image, []string{}},
		"one pod a node, two in a roll": {"pod-affinity-or-spread-on-daemonset", surge + fmt.Sprintf(apart, "a: b") + image, []string{"warning"}},
		"seconds with Equal":            {"toleration-seconds-ignored", daemonSet + "      tolerations: [{key: node.kubernetes.io/not-ready, effect: NoExecute, tolerationSeconds: 5}]\n" + image, []string{}},
		"covered, but for a while":      {"redundant-daemonset-toleration", daemonSet + "      tolerations: [{operator: Exists, effect: NoExecute, tolerationSeconds: 5}, {key: a, operator: Exists, effect: NoExecute}]\n" + image, []string{}},
		"a deadlock on no machine": {
			"startup-taint-deadlock",
			daemonSet + "      containers: [{name: a, image: cilium/cilium}]\n" + machine("f", fargate, "key: node.cilium.io/agent-not-ready, effect: NoExecute"),
			[]string{},
		},
		"a deadlock": {
			"startup-taint-deadlock",
			daemonSet + "      containers: [{name: a, image: example.com:5000/quay.io/cilium/cilium@sha256:0}]\n" + machine("f", "", "key: node.cilium.io/agent-not-ready, effect: NoExecute"),
			[]string{"error"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := []string{}
			for _, found := range run(t, test.rule, manifest.Parse("a.yaml", []byte(test.text))) {
				severity, _, _ := strings.Cut(found[strings.IndexByte(found, ' ')+1:], ":")
				got = append(got, severity)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("severities (-want +got):\n%s", diff)
			}
		})
	}
}

// TestVirtualNodesOfPack speaks of nodes that clusters of a provider may have, though
// no Node is known.
func TestVirtualNodesOfPack(t *testing.T) {
	t.Parallel()
	leftOut := required("{key: eks.amazonaws.com/compute-type, operator: NotIn, values: [fargate]}")
	for name, test := range map[string]struct {
		pack, text string
		want       int
	}{
		"EKS":                 {"eks", daemonSet + tolerateAll + "      " + image, 1},
		"AKS":                 {"aks", daemonSet + tolerateAll + "      " + image, 1},
		"neither":             {"gke", daemonSet + tolerateAll + "      " + image, 0},
		"no toleration":       {"eks", daemonSet + "      " + image, 0},
		"left out":            {"eks", daemonSet + tolerateAll + leftOut + "      " + image, 0},
		"a pool of its own":   {"eks", daemonSet + tolerateAll + "      nodeSelector: {pool: web}\n      " + image, 0},
		"made for Windows":    {"eks", daemonSet + tolerateAll + "      nodeSelector: {kubernetes.io/os: windows}\n      " + image, 0},
		"made for arm64":      {"eks", daemonSet + tolerateAll + "      nodeSelector: {kubernetes.io/arch: arm64}\n      " + image, 0},
		"made for Linux":      {"eks", daemonSet + tolerateAll + "      nodeSelector: {kubernetes.io/os: linux}\n      " + image, 1},
		"an inventory is one": {"eks", daemonSet + tolerateAll + "      " + image + machine("a", ""), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			snapshot := lint.NewSnapshot(&manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(test.text))}})
			snapshot.Config = &lint.Config{Packs: []string{test.pack}}
			chosen := slices.DeleteFunc(rules.All(), func(rule *lint.Rule) bool { return rule.Name != "schedules-on-virtual-node" })
			result, err := lint.Run(context.Background(), snapshot, chosen)
			if err != nil || len(result.Failures) > 0 || len(result.Findings) != test.want {
				t.Fatalf("%d findings, want %d; %v %v", len(result.Findings), test.want, err, result.Failures)
			}
			for _, finding := range result.Findings {
				if finding.Severity != lint.Info {
					t.Errorf("%s: %s", finding.Severity, finding.Message)
				}
			}
		})
	}
}
