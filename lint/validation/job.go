package validation

import (
	"fmt"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"
)

// checkJob follows ValidateJobCreate (k8s.io/kubernetes/pkg/apis/batch/validation).
// The selector and the labels that the server generates with the UID of the Job are
// not judged.
func checkJob(c cursor, job *batchv1.Job, namespace string) {
	checkJobMeta(c, job, namespace)
	spec, at := withCompletions(&job.Spec), c.child("spec")
	checkJobSpec(at, spec)
	if isTrue(spec.ManualSelector) {
		checkManualSelector(at, spec)
	} else {
		checkSelector(at.child("selector"), spec.Selector)
	}
	if isIndexed(spec) && or(spec.Completions, 0) > 0 {
		host := fmt.Sprintf("%s-%d", job.Name, *spec.Completions-1)
		if len(validation.IsDNS1123Label(host)) > 0 {
			c.child("metadata", "name").
				invalid(job.Name, "will not able to create pod with invalid DNS label: "+host)
		}
	}
}

// checkJobMeta knows that a Job without labels has those of its template
// (SetDefaults_Job), and that the template is labelled with the name of the Job
// (k8s.io/kubernetes/pkg/registry/batch/job, generateSelector).
func checkJobMeta(c cursor, job *batchv1.Job, namespace string) {
	meta, template := job.ObjectMeta, &job.Spec.Template
	generated := []cursor{c.child("spec", "template", "labels")}
	if len(meta.Labels) == 0 && template.Labels != nil {
		meta.Labels = template.Labels
		generated = append(generated, c.child("metadata", "labels"))
	}
	checkMeta(c.child("metadata"), &meta, namespace, nameIsDNSSubdomain)
	if isTrue(job.Spec.ManualSelector) {
		return
	}
	for _, key := range []string{"job-name", batchv1.JobNameLabel} {
		if _, own := template.Labels[key]; own {
			continue
		}
		for _, at := range generated {
			messages(at.editing(c.child("metadata", "name")), job.Name, validation.IsValidLabelValue(job.Name))
		}
	}
}

// withCompletions follows SetDefaults_Job, which does not see the Jobs of CronJobs:
// one completion, where neither it nor the parallelism is set.
func withCompletions(spec *batchv1.JobSpec) *batchv1.JobSpec {
	if spec.Completions != nil || spec.Parallelism != nil {
		return spec
	}
	completed := *spec
	completed.Completions = new(int32(1))
	return &completed
}

func checkManualSelector(c cursor, spec *batchv1.JobSpec) {
	if spec.Selector == nil {
		c.child("selector").required("")
	}
	checkSelector(c.child("selector"), spec.Selector)
	selector, err := metav1.LabelSelectorAsSelector(spec.Selector)
	if err == nil && !selector.Matches(labels.Set(spec.Template.Labels)) {
		reportMismatch(c, spec.Selector, spec.Template.Labels)
	}
}

func isIndexed(spec *batchv1.JobSpec) bool {
	return or(spec.CompletionMode, batchv1.NonIndexedCompletion) == batchv1.IndexedCompletion
}

// checkJobSpec follows validateJobSpec.
func checkJobSpec(c cursor, spec *batchv1.JobSpec) {
	optional(c.child("parallelism"), spec.Parallelism)
	optional(c.child("completions"), spec.Completions)
	optional(c.child("activeDeadlineSeconds"), spec.ActiveDeadlineSeconds)
	optional(c.child("backoffLimit"), spec.BackoffLimit)
	optional(c.child("ttlSecondsAfterFinished"), spec.TTLSecondsAfterFinished)
	optional(c.child("backoffLimitPerIndex"), spec.BackoffLimitPerIndex)
	optional(c.child("maxFailedIndexes"), spec.MaxFailedIndexes)
	if spec.MaxFailedIndexes != nil && spec.BackoffLimitPerIndex == nil {
		c.child("backoffLimitPerIndex").required("when maxFailedIndexes is specified")
	}
	if manager := spec.ManagedBy; manager != nil {
		checkManager(c.child("managedBy"), *manager)
	}
	checkCompletionMode(c, spec)
	if spec.PodFailurePolicy != nil {
		checkFailurePolicy(c.child("podFailurePolicy", "rules"), spec)
	}
	if spec.SuccessPolicy != nil {
		checkSuccessPolicy(c.child("successPolicy"), spec)
	}
	checkReplacement(c.child("podReplacementPolicy"), spec)
	checkTemplate(c.child("template"), &spec.Template)
	checkJobRestart(c.child("template", "spec", "restartPolicy"), spec)
}

func checkManager(c cursor, manager string) {
	const longest = 63
	c.add(validation.IsDomainPrefixedPath(c.fieldPath(), manager))
	if len(manager) > longest {
		c.tooLong(longest)
	}
}

func checkReplacement(c cursor, spec *batchv1.JobSpec) {
	if spec.PodFailurePolicy != nil {
		optionalOneOf(c, spec.PodReplacementPolicy, batchv1.Failed)
		return
	}
	optionalOneOf(c, spec.PodReplacementPolicy, batchv1.Failed, batchv1.TerminatingOrFailed)
}

// checkJobRestart asks for pods that end.
func checkJobRestart(c cursor, spec *batchv1.JobSpec) {
	switch policy := spec.Template.Spec.RestartPolicy; {
	case policy == "" || policy == corev1.RestartPolicyAlways:
		c.required(`valid values: "OnFailure", "Never"`)
	case policy != corev1.RestartPolicyOnFailure && policy != corev1.RestartPolicyNever:
		unsupported(c, policy, corev1.RestartPolicyOnFailure, corev1.RestartPolicyNever)
	case spec.PodFailurePolicy != nil && policy != corev1.RestartPolicyNever:
		c.invalid(policy, `only "Never" is supported when podFailurePolicy is specified`)
	}
}

// What a Job with indices may have.
const (
	maxIndexedParallelism = 100_000
	maxFailedIndexes      = 100_000
	manyCompletions       = 100_000
	maxParallelismOfMany  = 10_000
	maxFailedOfMany       = 10_000
)

func checkCompletionMode(c cursor, spec *batchv1.JobSpec) {
	optionalOneOf(c.child("completionMode"), spec.CompletionMode,
		batchv1.NonIndexedCompletion, batchv1.IndexedCompletion)
	switch or(spec.CompletionMode, batchv1.NonIndexedCompletion) {
	case batchv1.IndexedCompletion:
		checkIndexed(c, spec)
	case batchv1.NonIndexedCompletion:
		if limit := spec.BackoffLimitPerIndex; limit != nil {
			c.child("backoffLimitPerIndex").invalid(*limit, "requires indexed completion mode")
		}
		if limit := spec.MaxFailedIndexes; limit != nil {
			c.child("maxFailedIndexes").invalid(*limit, "requires indexed completion mode")
		}
	}
}

func checkIndexed(c cursor, spec *batchv1.JobSpec) {
	atMost := func(name string, value *int32, limit int32, reason string) {
		if value != nil && *value > limit {
			c.child(name).invalid(*value, "must be less than or equal to "+reason)
		}
	}
	if spec.Completions == nil {
		c.child("completions").required("when completion mode is Indexed")
	} else {
		atMost("maxFailedIndexes", spec.MaxFailedIndexes, *spec.Completions, "completions")
	}
	atMost("parallelism", spec.Parallelism, maxIndexedParallelism, "100000 when completion mode is Indexed")
	atMost("maxFailedIndexes", spec.MaxFailedIndexes, maxFailedIndexes, "100000")
	if or(spec.Completions, 0) <= manyCompletions || spec.BackoffLimitPerIndex == nil {
		return
	}
	if spec.MaxFailedIndexes == nil {
		c.child("maxFailedIndexes").required("must be specified when completions is above 100000")
	}
	const many = "10000 when completions are above 100000 and used with backoff limit per index"
	atMost("parallelism", spec.Parallelism, maxParallelismOfMany, many)
	atMost("maxFailedIndexes", spec.MaxFailedIndexes, maxFailedOfMany, many)
}
