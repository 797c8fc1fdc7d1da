package rules_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/rules"
)

// BenchmarkPlacementRules runs all rules over 100 DaemonSets and 5,000 nodes, of
// which none look alike, when the verdicts are there.
func BenchmarkPlacementRules(b *testing.B) {
	var text strings.Builder
	for i := range 5000 {
		text.WriteString(node(fmt.Sprintf("node-%d", i), fmt.Sprintf("id: \"%d\", kubernetes.io/os: linux", i),
			fmt.Sprintf("{key: dedicated, value: team-%d, effect: NoSchedule}", i%5)))
	}
	for i := range 100 {
		text.WriteString(requesting(fmt.Sprintf("agent-%d", i), "cpu: 10m",
			fmt.Sprintf("tolerations: [{key: dedicated, value: team-%d}, {key: spare, operator: Exists}]", i%5),
			"affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: ["+
				fmt.Sprintf("{matchExpressions: [{key: id, operator: NotIn, values: [\"%d\"]}]}]}}}", i)))
	}
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("all.yaml", []byte(text.String()))}}
	for b.Loop() {
		b.StopTimer()
		snapshot := lint.NewSnapshot(set)
		snapshot.Placement()
		b.StartTimer()
		result, err := lint.Run(context.Background(), snapshot, rules.All())
		if err != nil || !slices.ContainsFunc(result.Findings, isUntolerated) {
			b.Fatal("no finding", err)
		}
	}
}

func isUntolerated(f *lint.Finding) bool { return f.Rule.Name == "untolerated-taint" }
