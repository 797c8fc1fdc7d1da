package rules

import (
	"github.com/dslint/dslint/lint/manifest"
)

// webhookForm writes out what a webhook left to the defaults, which are others in v1. Which
// side effects it has must be known.
func webhookForm(o *manifest.Object) ([]manifest.Change, bool) {
	var changes []manifest.Change
	names := map[string]bool{}
	for _, webhook := range itemsOf(o.At("webhooks")) {
		name, _ := webhook.At("name").Text()
		if effects, _ := webhook.At("sideEffects").Text(); names[name] || effects != "None" && effects != "NoneOnDryRun" {
			return nil, false
		}
		names[name] = true
		for _, was := range []struct {
			field string
			value any
		}{
			{"admissionReviewVersions", []string{"v1beta1"}},
			{"failurePolicy", "Ignore"},
			{"matchPolicy", "Exact"},
			{"timeoutSeconds", 30},
		} {
			if !webhook.At(was.field).Exists() {
				changes = append(changes, webhook.At(was.field).Put(was.value))
			}
		}
	}
	return changes, true
}
