package rules

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

//go:embed autoscaler_targets_daemonset.txtar
var autoscalerTargetsDaemonSetExamples []byte

var autoscalerTargetsDaemonSet = &lint.Rule{
	Name:     "autoscaler-targets-daemonset",
	Category: lint.References,
	Severity: lint.Error,
	Summary:  "An autoscaler of replicas is pointed at a DaemonSet, which has none",
	Examples: autoscalerTargetsDaemonSetExamples,
	Check:    checkAutoscalerTargetsDaemonSet,
}

func checkAutoscalerTargetsDaemonSet(_ context.Context, pass *lint.Pass) error {
	for _, object := range pass.Set.Objects() {
		if !scalesReplicas(object) {
			continue
		}
		at := object.At("spec", "scaleTargetRef")
		if kind, _ := at.At("kind").Text(); kind != "DaemonSet" {
			continue
		}
		name, _ := at.At("name").Text()
		pass.Report(at.At("kind"), fmt.Sprintf("%s scales nothing: DaemonSet %s/%s has one pod a node and no replicas",
			object, object.EffectiveNamespace(), name),
			lint.Suggest("Remove the autoscaler; a VerticalPodAutoscaler may size the pods of a DaemonSet"))
	}
	return nil
}

func scalesReplicas(object *manifest.Object) bool {
	return object.Kind == "HorizontalPodAutoscaler" && object.Group() == "autoscaling" ||
		object.Kind == "ScaledObject" && object.Group() == "keda.sh"
}
