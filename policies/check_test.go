package policies_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/dslint/dslint/policies"
)

// TestBuiltinFitSchema holds the built-in policies against the schema of their input.
func TestBuiltinFitSchema(t *testing.T) {
	t.Parallel()
	err := policies.Check(".")
	if err == nil {
		t.Fatal("the names of the built-in policies are taken, and yet they pass")
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if !strings.HasSuffix(line, ": the name is that of a built-in policy") {
			t.Error(line)
		}
	}
}

// TestCheckFindsMisspeltFields makes sure that a field which no input holds is told,
// and that whatever doc.go lists is known.
func TestCheckFindsMisspeltFields(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"input.workload":                 "undefined ref: input.workload",
		"input.workloads[_].pods":        "undefined ref: input.workloads[_].pods",
		"input.workloads[_].pod.hostPid": "undefined ref: input.workloads[_].pod.hostPid",
		"input.workloads[_].template.spec.containers[_].imagePulPolicy":  "undefined ref",
		"input.workloads[_].containers[_].spec.securityContext.priviled": "undefined ref",
		"input.workloads[_].containers[_].hostMounts[_].readonly":        "undefined ref",
		"input.daemonsets[_].spec.updateStrategy.rollingupdate":          "undefined ref",
		"input.placements[_].outcomes":                                   "undefined ref",
		"input.placements[_].nodes[_].spec.taint":                        "undefined ref",
		"input.placements[_].workload.titel":                             "undefined ref",
		"input.placements[_].refusals[_].gates":                          "undefined ref",
		"input.nodes[_].status.allocatables":                             "undefined ref",
		"dslint.quantity(true)":                                          "dslint.quantity: invalid argument(s)",
		"dslint.quantities(\"1\")":                                       "undefined function dslint.quantities",

		"input.workloads[_].pod.hostPID":                         "",
		"input.workloads[_].object.metadata.labels.team":         "",
		"input.workloads[_].metadata.annotations[\"a.b/c\"]":     "",
		"input.workloads[_].template.spec.containers[_].image":   "",
		"input.workloads[_].pod.containers[_].ports[_].hostPort": "",
		"input.placements[_].nodes[_].metadata.labels[\"a/b\"]":  "",
		"input.placements[_].refusals[_].taint.key":              "",
		"input.nodes[_].status.allocatable.cpu":                  "",
		"input.config.rules[\"a-b\"]":                            "",
		"input.roles[_].rules[_].anything":                       "",
		"input.crontabs[_].spec.image":                           "",
		"dslint.quantity(\"1Ki\")":                               "",
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			dir := write(t, policyOf("findings contains x if {\n\tx := "+field+"\n}"))
			err := policies.Check(dir)
			switch {
			case want == "" && err != nil:
				t.Error(err)
			case want != "" && (err == nil || !strings.Contains(err.Error(), want) ||
				!strings.HasPrefix(err.Error(), filepath.ToSlash(dir)+"/own.rego:8:")):
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}
