package validation

import (
	"regexp"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

// checkCronJob follows ValidateCronJobCreate. Whether the schedule parses and whether
// the time zone exists is not judged.
func checkCronJob(c cursor, cron *batchv1.CronJob, namespace string) {
	const longestName = validation.DNS1035LabelMaxLength - 11 // a job is named -TIMESTAMP
	checkMeta(c.child("metadata"), &cron.ObjectMeta, namespace, nameIsDNSSubdomain)
	if len(cron.Name) > longestName {
		c.child("metadata", "name").invalid(cron.Name, "must be no more than 52 characters")
	}
	spec, at := &cron.Spec, c.child("spec")
	checkSchedule(at, spec)
	if spec.ConcurrencyPolicy != "" {
		oneOf(at.child("concurrencyPolicy"), spec.ConcurrencyPolicy,
			batchv1.AllowConcurrent, batchv1.ForbidConcurrent, batchv1.ReplaceConcurrent)
	}
	optional(at.child("startingDeadlineSeconds"), spec.StartingDeadlineSeconds)
	optional(at.child("successfulJobsHistoryLimit"), spec.SuccessfulJobsHistoryLimit)
	optional(at.child("failedJobsHistoryLimit"), spec.FailedJobsHistoryLimit)
	job, inner := &spec.JobTemplate.Spec, at.child("jobTemplate", "spec")
	checkJobSpec(inner, job)
	if job.Selector != nil {
		inner.child("selector").invalid(job.Selector, "`selector` will be auto-generated")
	}
	if isTrue(job.ManualSelector) {
		unsupported(inner.child("manualSelector"), true, "nil", "false")
	}
}

func checkSchedule(c cursor, spec *batchv1.CronJobSpec) {
	require(c.child("schedule"), spec.Schedule)
	if strings.Contains(spec.Schedule, "TZ") {
		c.child("schedule").invalid(spec.Schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
	}
	zone := spec.TimeZone
	if zone == nil {
		return
	}
	at := c.child("timeZone")
	switch {
	case *zone == "":
		at.invalid(zone, "timeZone must be nil or non-empty string")
	case !isZoneName(*zone):
		at.invalid(zone, "unknown time zone "+*zone)
	case strings.Contains(*zone, ".."):
		at.invalid(zone, "time: invalid location name")
	case strings.EqualFold(*zone, "Local"):
		at.invalid(zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")
	}
}

var zonePart = regexp.MustCompile(`^[A-Za-z\.\-_0-9+]{1,14}$`)

// isZoneName follows validateTimeZone: the parts of a name are those of a path that
// leads nowhere else.
func isZoneName(zone string) bool {
	for part := range strings.SplitSeq(zone, "/") {
		if part == "." || part == ".." || strings.HasPrefix(part, "-") || !zonePart.MatchString(part) {
			return false
		}
	}
	return true
}
