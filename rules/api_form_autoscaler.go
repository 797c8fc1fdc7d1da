package rules

import (
	"github.com/dslint/dslint/lint/manifest"
)

// metricField is a field of a metric of autoscaling/v2beta1, and where autoscaling/v2 has it.
// A target has a type as well.
type metricField struct{ was, home, name, target string }

// metricForms returns the fields that differ, by the type of the metric.
func metricForms(kind string) []metricField {
	switch kind {
	case "resource", "containerResource":
		return []metricField{
			{"targetAverageUtilization", "target", "averageUtilization", "Utilization"},
			{"targetAverageValue", "target", "averageValue", "AverageValue"},
		}
	case "pods":
		return []metricField{
			{"metricName", "metric", "name", ""},
			{"selector", "metric", "selector", ""},
			{"targetAverageValue", "target", "averageValue", "AverageValue"},
		}
	case "object":
		return []metricField{
			{"metricName", "metric", "name", ""},
			{"selector", "metric", "selector", ""},
			{"averageValue", "target", "averageValue", "AverageValue"},
			{"targetValue", "target", "value", "Value"},
		}
	case "external":
		return []metricField{
			{"metricName", "metric", "name", ""},
			{"metricSelector", "metric", "selector", ""},
			{"targetAverageValue", "target", "averageValue", "AverageValue"},
			{"targetValue", "target", "value", "Value"},
		}
	}
	return nil
}

// autoscalerForm writes metrics with their targets as autoscaling/v2 does.
func autoscalerForm(o *manifest.Object) ([]manifest.Change, bool) {
	var changes []manifest.Change
	for _, metric := range itemsOf(o.At("spec", "metrics")) {
		source := metric.At(sourceOf(metric))
		if !source.Exists() {
			return nil, false
		}
		more, ok := metricForm(source)
		if !ok {
			return nil, false
		}
		changes = append(changes, more...)
	}
	return changes, !o.At("status").Exists()
}

// sourceOf is the field that a metric describes itself in.
func sourceOf(metric manifest.Ref) string {
	switch kind, _ := metric.At("type").Text(); kind {
	case "Resource":
		return "resource"
	case "ContainerResource":
		return "containerResource"
	case "Pods":
		return "pods"
	case "Object":
		return "object"
	case "External":
		return "external"
	}
	return "type of none"
}

// metricForm moves what a metric is, and the one target that it has.
func metricForm(source manifest.Ref) ([]manifest.Change, bool) {
	var changes []manifest.Change
	_, kind := splitField(source.Path)
	if kind == "object" {
		if !source.At("target").Exists() {
			return nil, false
		}
		changes = append(changes, source.At("target").Rename("describedObject"))
	}
	targets := 0
	for _, field := range metricForms(kind) {
		if !source.At(field.was).Exists() {
			continue
		}
		if field.target != "" {
			targets++
			changes = append(changes, source.At(field.home, "type").Put(field.target))
		}
		changes = append(changes, moveAs(source.At(field.was), source.At(field.home), field.name)...)
	}
	return changes, targets == 1
}
