package main

import (
	"regexp"
	"strings"
)

// foreseeable leaves out what dslint cannot know or does not judge: generated names
// and UIDs, cron schedules and time zones. The volumes of a StatefulSet stand in any
// order.
func foreseeable(object tree, errs []string) []string {
	kind := textAt(object, "kind")
	metadata, _ := object["metadata"].(tree)
	unnamed := metadata["generateName"] != nil && textAt(metadata, "name") == ""
	var kept []string
	for _, text := range errs {
		if unnamed && ofName(kind, text) || kind == "CronJob" && ofSchedule(text) || kind == "Job" && ofUID(text) {
			continue
		}
		if kind == "StatefulSet" {
			text = volumeIndex.ReplaceAllString(text, "$1[_]")
		}
		kept = append(kept, text)
	}
	return kept
}

var volumeIndex = regexp.MustCompile(`^(spec\.template\.spec\.volumes)\[[0-9]+\]`)

func ofName(kind, text string) bool {
	return strings.HasPrefix(text, "metadata.name: ") || strings.Contains(text, ": PVC name ") ||
		kind == "Job" && strings.Contains(text, "labels: Invalid")
}

func ofSchedule(text string) bool {
	return strings.HasPrefix(text, "spec.schedule: Invalid") ||
		strings.HasPrefix(text, "spec.timeZone: ") && strings.Contains(text, "unknown time zone")
}

func ofUID(text string) bool {
	return strings.Contains(text, "controller-uid") || strings.Contains(text, "job-name")
}
