package policies_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/policies"
	"github.com/dslint/dslint/rules"
)

func TestExamples(t *testing.T) {
	t.Parallel()
	own := builtin(t)
	all := append(rules.All(), own...)
	for _, rule := range own {
		t.Run(rule.Name, func(t *testing.T) {
			t.Parallel()
			linttest.Examples(t, rule, all)
		})
	}
}

func builtin(tb testing.TB) []*lint.Rule {
	tb.Helper()
	rules, err := policies.Builtin()
	if err != nil {
		tb.Fatal(err)
	}
	return rules
}

// card is what lists of rules show of one.
type card struct {
	Name     string
	Category lint.Category
	Severity lint.Severity
	Off      bool
	Summary  string
}

func TestBuiltin(t *testing.T) {
	t.Parallel()
	want := []card{
		{"autoscaler-annotation-invalid", lint.References, lint.Warning, false, "An annotation for the cluster autoscaler stands where it does not look"},
		{"cpu-limit-throttling-risk", lint.Resources, lint.Info, true, "A cpu limit leaves a node agent little more than it uses"},
		{"dangerous-capability-added", lint.Security, lint.Info, true, "A container is given a capability that is nearly root"},
		{"ephemeral-storage-unbounded", lint.Resources, lint.Info, false, "A log collector may fill the disk of its node"},
		{"forbid-cpu-limit", lint.Resources, lint.Info, true, "A container has a cpu limit"},
		{"host-namespace-shared", lint.Security, lint.Info, true, "A pod sees the processes or the shared memory of its node"},
		{"host-path-root", lint.Security, lint.Info, false, "A pod mounts the root of its node"},
		{"hostnetwork-dns-policy", lint.References, lint.Warning, false, "A pod in the network of its node asks for Services by name and cannot resolve them"},
		{"image-not-pinned", lint.Security, lint.Info, true, "An image has no fixed tag or digest"},
		{"long-grace-period", lint.Rollout, lint.Info, true, "The pods of a DaemonSet may take long to stop, one after another"},
		{"maxsurge-with-host-port", lint.Rollout, lint.Warning, false, "An update starts new pods beside old ones that hold their port"},
		{"missing-liveness-probe", lint.Hygiene, lint.Info, true, "Nothing restarts a container that hangs"},
		{"missing-memory-limit", lint.Resources, lint.Info, false, "A container has no memory limit"},
		{"missing-recommended-labels", lint.Hygiene, lint.Info, true, "Pods lack the label by which tools group them"},
		{"on-delete-strategy", lint.Rollout, lint.Info, false, "A DaemonSet is updated only where somebody deletes its pods"},
		{"privilege-escalation-allowed", lint.Security, lint.Info, true, "A container may gain more privileges than its parent"},
		{"privileged-container", lint.Security, lint.Info, false, "A container is privileged"},
		{"require-cpu-limit", lint.Resources, lint.Info, true, "A container has no cpu limit"},
		{"runs-as-root", lint.Security, lint.Info, true, "A container may run as root"},
		{"runtime-socket-mounted", lint.Security, lint.Info, false, "A pod mounts the socket of the container runtime"},
		{"service-account-token-mounted", lint.Security, lint.Info, true, "A pod that has no account of its own gets a token for the API server"},
		{"writable-root-filesystem", lint.Security, lint.Info, true, "A container may write to its image"},
	}
	var got []card
	for _, rule := range builtin(t) {
		got = append(got, card{rule.Name, rule.Category, rule.Severity, rule.Off, rule.Summary})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestBuiltinStandAsLoaded puts the built-in policies to the tests that a user's
// policies are put to, among them the strict compiler.
func TestBuiltinStandAsLoaded(t *testing.T) {
	t.Parallel()
	_, err := policies.Load(".")
	if err == nil {
		t.Fatal("the names of the built-in policies are taken, and yet they load")
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if !strings.HasSuffix(line, ": the name is that of a built-in policy") {
			t.Error(line)
		}
	}
}

// TestCards holds what is read of the built-in policies at every start against what
// the parser of Rego reads.
func TestCards(t *testing.T) {
	t.Parallel()
	for _, rule := range builtin(t) {
		path := strings.ReplaceAll(rule.Name, "-", "_")
		text, err := os.ReadFile(path + ".rego")
		if err != nil {
			t.Fatal(err)
		}
		examples, err := os.ReadFile(path + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		renamed := strings.Replace(string(text), "\npackage dslint.", "\npackage dslint.own_", 1)
		loaded := one(t, "-- own.rego --\n"+renamed)
		want := card{"own-" + rule.Name, rule.Category, rule.Severity, rule.Off, rule.Summary}
		got := card{loaded.Name, loaded.Category, loaded.Severity, loaded.Off, loaded.Summary}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(rule.Options, loaded.Options, cmp.Comparer(func(a, b lint.Option) bool { return reflect.DeepEqual(a, b) })); diff != "" {
			t.Errorf("%s: %s", rule.Name, diff)
		}
		prose := strings.TrimSuffix(string(rule.Examples), "\n\n"+string(examples))
		if diff := cmp.Diff(strings.TrimSpace(prose), strings.TrimSpace(string(loaded.Examples))); diff != "" {
			t.Errorf("%s: %s", rule.Name, diff)
		}
	}
}

// TestOpposites holds that no preset turns on two rules that contradict each other.
func TestOpposites(t *testing.T) {
	t.Parallel()
	var got []string
	for _, rule := range builtin(t) {
		if rule.Opinion {
			got = append(got, rule.Name)
		}
	}
	if diff := cmp.Diff([]string{"forbid-cpu-limit", "require-cpu-limit"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestBuiltinFiles(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		name, isPolicy := strings.CutSuffix(entry.Name(), ".rego")
		if !isPolicy {
			continue
		}
		text, err := os.ReadFile(entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "\npackage dslint."+name+"\n") {
			t.Errorf("%s: the package is not dslint.%s", entry.Name(), name)
		}
		// The built-in policies are not even compiled where there is no workload.
		if !strings.Contains(string(text), "some workload in input.workloads\n") {
			t.Errorf("%s looks at no workload", entry.Name())
		}
		formatted, err := format.SourceWithOpts(entry.Name(), text, format.Opts{RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(formatted), string(text)); diff != "" {
			t.Errorf("%s is not as opa fmt writes it:\n%s", entry.Name(), diff)
		}
	}
}

// TestDocumentation runs the policy that the package comment shows.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	comment, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var policy strings.Builder
	for line := range strings.Lines(string(comment)) {
		if code, isCode := strings.CutPrefix(line, "//\t"); isCode {
			policy.WriteString(code)
		} else if strings.TrimSpace(line) == "//" {
			policy.WriteString("\n")
		}
	}
	rule := one(t, "-- host_pid.rego --\n"+policy.String())
	result := check(t, "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostPID: true\n", rule)
	if len(result.Failures) > 0 || len(result.Findings) != 1 || result.Findings[0].At.Start.Line != 5 {
		t.Errorf("found %v, failed %v", result.Findings, result.Failures)
	}
}
