package validation_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/validation"
)

// refusedInCorpus are the fields of real manifests that the API server refuses, "" for
// what does not decode. Each was compared with the answer of Kubernetes' own code.
func refusedInCorpus() map[string][]string {
	const (
		labels    = "spec.template.metadata.labels" // the selector does not match
		container = "spec.template.spec.containers[0]"
	)
	return map[string][]string{
		"HariSekhon_Kubernetes-configs__daemonset.yaml":                                    {container + ".resources.requests", container + ".resources.requests"},
		"NVIDIA_gpu-operator__assets__state-driver__0500_daemonset.yaml":                   {"spec.template.spec.containers[4].volumeMounts[0].name"},
		"eksctl-io_eksctl__pkg__addons__default__testdata__sample-1.15-eksbuild.1.json":    {""},
		"eksctl-io_eksctl__pkg__addons__default__testdata__sample-1.15-invalid-image.json": {""},
		"fluent_fluentd-kubernetes-daemonset__fluentd-daemonset-gcs.yaml":                  {labels},
		"intel_intel-device-plugins-for-kubernetes__deployments__xpumanager_sidecar__overlays__cert-manager__xpumanager.yaml": {
			labels, container + ".image", container + ".livenessProbe.httpGet.port", container + ".startupProbe.httpGet.port",
		},
		"intel_intel-device-plugins-for-kubernetes__deployments__xpumanager_sidecar__overlays__http__xpumanager.yaml": {labels},
		"kubernetes-sigs_sig-windows-tools__hostprocess__antrea__kube-proxy__kube-proxy.deleted-b5dc48d.yml":          {""},
		"kubernetes_node-problem-detector__deployment__node-problem-detector.oldest-f91ff67.yaml":                     {labels},
		"metallb_metallb__config__frr__speaker-patch.yaml":                                                            {labels, "spec.template.spec.containers[3].image"},
		"operate-first_apps__cluster-scope__base__apps__daemonsets__kepler-exporter__daemonset.oldest-22a633c.yaml":   {""},
		"operate-first_apps__kepler__base__daemonset.deleted-973fa3c.yaml":                                            {""},
		"operate-first_apps__node-labeler__daemonset.yaml":                                                            {labels},
		"zalando-incubator_kubernetes-on-aws__cluster__manifests__spot-termination-handler__daemonset.deleted-4b1bd2e.yaml": {
			labels,
		},
	}
}

// TestCorpus wants every DaemonSet of many repositories to be valid but for those
// that Kubernetes refuses.
func TestCorpus(t *testing.T) {
	t.Parallel()
	got, judged, old := map[string][]string{}, 0, 0
	for _, object := range parse(t, filepath.Join(shared(t, "corpus"), "daemonsets", "*")) {
		if object.Kind != "DaemonSet" {
			continue
		}
		judged++
		errs := validation.Validate(object)
		if object.APIVersion != "apps/v1" {
			old++
			if diff := cmp.Diff([]string{": 404 page not found"}, texts(errs)); diff != "" {
				t.Errorf("%s of %s (-want +got):\n%s", object, object.APIVersion, diff)
			}
			continue
		}
		for _, err := range errs {
			name := filepath.Base(object.File)
			got[name] = append(got[name], err.Field)
		}
	}
	if judged < 300 || old < 50 {
		t.Errorf("%d DaemonSets are judged, %d of old versions; there are more", judged, old)
	}
	if diff := cmp.Diff(refusedInCorpus(), got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}
