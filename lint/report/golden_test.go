package report_test

import (
	"bytes"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

// loadSet reads the manifests and the inventory that all golden files are made of.
func loadSet(t *testing.T) *manifest.Set {
	t.Helper()
	set := &manifest.Set{}
	for _, name := range []string{"agent.yaml", "nodes.yaml"} {
		data, err := fs.ReadFile(os.DirFS("testdata"), name)
		if err != nil {
			t.Fatal(err)
		}
		set.Files = append(set.Files, manifest.Parse(name, data))
	}
	return set
}

// sampleRules are in the order of severities, the last one off.
func sampleRules() []*lint.Rule {
	return []*lint.Rule{
		{Name: "unknown-field", Category: lint.Validity, Severity: lint.Error, Summary: "A field does not exist"},
		{Name: "untolerated-taint", Category: lint.Placement, Severity: lint.Warning, Summary: "Nodes are skipped | a < b"},
		{Name: "missing-requests", Category: lint.Resources, Severity: lint.Info, Off: true, Summary: "No request is set"},
	}
}

// sampleFindings hold one finding of each severity, and all that a finding can have.
func sampleFindings(t *testing.T) *report.Findings {
	t.Helper()
	set, rules := loadSet(t), sampleRules()
	agent, typo := set.Files[0].Objects[0], set.Files[0].Objects[2]
	control := set.Files[1].Objects[0]
	container := agent.At("spec", "template", "spec", "containers", 0)
	return &report.Findings{
		Fleet: lint.NewFleet(lint.NewSnapshot(set)),
		Result: &lint.Result{Suppressed: 2, Findings: []*lint.Finding{
			{
				Rule: rules[1], Severity: lint.Warning, Object: agent,
				At:      agent.At("spec", "template", "spec", "tolerations").Span(),
				Message: "DaemonSet kube-system/agent skips 1 of 7 nodes (cp-1)",
				Nodes:   []string{"cp-1"},
				Related: []lint.Related{{At: control.At("spec", "taints", 0).Span(), Message: "the taint"}},
				Fix: &lint.Fix{Summary: "Add a toleration, 100% safe: really", Safe: true, Changes: []manifest.Change{
					agent.At("spec", "template", "spec", "tolerations").Append(corev1.Toleration{
						Key: "node-role.kubernetes.io/control-plane", Operator: corev1.TolerationOpExists,
					}),
				}},
			},
			{
				Rule: rules[2], Severity: lint.Info, Object: agent, At: container.At("image").Span(),
				Message: "container \"日本語\" says \x1b[31m\"a\nb\"",
			},
			{
				Rule: rules[0], Severity: lint.Error, Object: typo, At: typo.At("spec", "nodeselector").KeySpan(),
				Message: `Pod default/typo has an unknown field "nodeselector"`,
			},
			{
				Rule: rules[2], Severity: lint.Info, Message: "no inventory was given",
			},
		}},
	}
}

func compareGolden(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	var got, again bytes.Buffer
	if err := write(&got); err != nil {
		t.Fatal(err)
	}
	if err := write(&again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got.String(), again.String()); diff != "" {
		t.Errorf("a second run writes something else:\n%s", diff)
	}
	name += ".golden"
	if *update {
		if err := os.WriteFile(filepath.Join("testdata", name), got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := fs.ReadFile(os.DirFS("testdata"), name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s differs (-want +got), -update writes it anew:\n%s", name, diff)
	}
}

func TestFindingFormats(t *testing.T) {
	t.Parallel()
	for _, format := range report.FindingFormats() {
		for suffix, options := range map[string]report.Options{
			"": {}, "-quiet": {Quiet: true}, "-color": {Color: true},
		} {
			if suffix != "" && format.Name != "text" {
				continue
			}
			t.Run(format.Name+suffix, func(t *testing.T) {
				t.Parallel()
				compareGolden(t, "findings-"+format.Name+suffix, func(w io.Writer) error {
					return format.Write(w, sampleFindings(t), options)
				})
			})
		}
	}
}

func TestPlacementFormats(t *testing.T) {
	t.Parallel()
	for _, format := range report.PlacementFormats() {
		t.Run(format.Name, func(t *testing.T) {
			t.Parallel()
			compareGolden(t, "placement-"+format.Name, func(w io.Writer) error {
				return format.Write(w, lint.NewFleet(lint.NewSnapshot(loadSet(t))), report.Options{})
			})
		})
	}
}

func TestRuleFormats(t *testing.T) {
	t.Parallel()
	for _, format := range report.RuleFormats() {
		t.Run(format.Name, func(t *testing.T) {
			t.Parallel()
			compareGolden(t, "rules-"+format.Name, func(w io.Writer) error {
				return format.Write(w, sampleRules(), report.Options{})
			})
		})
	}
}

func TestPickRefusesWhatIsNotThere(t *testing.T) {
	t.Parallel()
	_, err := report.Pick(report.FindingFormats(), "yaml")
	if err == nil || err.Error() != `unknown output format "yaml": use text, json or github` {
		t.Errorf("got %v", err)
	}
	format, err := report.Pick(report.FindingFormats(), "json")
	if err != nil || format.Name != "json" {
		t.Errorf("got %v, %v", format.Name, err)
	}
}
