package rules

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/dslint/dslint/lint"
)

//go:embed removed_api_version.txtar
var removedAPIVersionExamples []byte

var removedAPIVersion = &lint.Rule{
	Name:     "removed-api-version",
	Category: lint.Compatibility,
	Severity: lint.Error,
	Summary:  "An object names a version of its API that Kubernetes does not serve any more",
	Examples: removedAPIVersionExamples,
	Check:    checkRemovedAPIVersion,
}

func checkRemovedAPIVersion(_ context.Context, pass *lint.Pass) error {
	removals := readRemovals()
	for _, object := range pass.Set.Objects() {
		gone, found := removals[object.APIVersion+" "+object.Kind]
		if !found {
			continue
		}
		remedy := "Write apiVersion: " + gone.successor
		if gone.successor == none {
			remedy = "Remove it: nothing stands in its place"
		}
		message := fmt.Sprintf("%s names %s, which Kubernetes has not served since %s",
			object, object.APIVersion, gone.since)
		if gone.since == none {
			message = fmt.Sprintf("%s names %s, which never held a %s", object, object.APIVersion, object.Kind)
		}
		pass.Report(object.At("apiVersion"), message, lint.Suggest(remedy))
	}
	return nil
}

// removal is the end of a kind in one version of its API.
type removal struct {
	since     string // none where the kind never was in the version
	successor string // none where there is no other version
}

const none = "-"

// readRemovals reads the table of removals, by "apiVersion kind".
func readRemovals() map[string]removal {
	removals := map[string]removal{}
	for line := range strings.Lines(removedVersions) {
		columns := strings.Fields(line)
		if len(columns) == 0 {
			continue
		}
		for _, kind := range columns[3:] {
			removals[columns[0]+" "+kind] = removal{since: columns[1], successor: columns[2]}
		}
	}
	return removals
}

// removedVersions is what Kubernetes 1.37 serves no longer: the version, since
// when, its successor, and the kinds
// (https://kubernetes.io/docs/reference/using-api/deprecation-guide, and the
// lifecycle marks of k8s.io/api v0.37.2).
const removedVersions = `
v1                                   -    apps/v1 DaemonSet Deployment ReplicaSet StatefulSet
apps/v1beta1                         -    apps/v1 DaemonSet ReplicaSet
extensions/v1beta1                   -    apps/v1 StatefulSet
extensions/v1beta1                   1.16 apps/v1 DaemonSet Deployment ReplicaSet
extensions/v1beta1                   1.16 networking.k8s.io/v1 NetworkPolicy
extensions/v1beta1                   1.16 - PodSecurityPolicy
apps/v1beta1                         1.16 apps/v1 Deployment StatefulSet ControllerRevision
apps/v1beta2                         1.16 apps/v1 DaemonSet Deployment ReplicaSet StatefulSet ControllerRevision
batch/v2alpha1                       1.21 batch/v1 CronJob
extensions/v1beta1                   1.22 networking.k8s.io/v1 Ingress
networking.k8s.io/v1beta1            1.22 networking.k8s.io/v1 Ingress IngressClass
scheduling.k8s.io/v1beta1            1.22 scheduling.k8s.io/v1 PriorityClass
rbac.authorization.k8s.io/v1beta1    1.22 rbac.authorization.k8s.io/v1 Role RoleBinding ClusterRole ClusterRoleBinding
apiextensions.k8s.io/v1beta1         1.22 apiextensions.k8s.io/v1 CustomResourceDefinition
apiregistration.k8s.io/v1beta1       1.22 apiregistration.k8s.io/v1 APIService
admissionregistration.k8s.io/v1beta1 1.22 admissionregistration.k8s.io/v1 MutatingWebhookConfiguration
admissionregistration.k8s.io/v1beta1 1.22 admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration
certificates.k8s.io/v1beta1          1.22 certificates.k8s.io/v1 CertificateSigningRequest
coordination.k8s.io/v1beta1          1.22 coordination.k8s.io/v1 Lease
storage.k8s.io/v1beta1               1.22 storage.k8s.io/v1 CSIDriver CSINode StorageClass VolumeAttachment
scheduling.k8s.io/v1alpha1           1.23 scheduling.k8s.io/v1 PriorityClass
rbac.authorization.k8s.io/v1alpha1   1.23 rbac.authorization.k8s.io/v1 Role RoleBinding ClusterRole ClusterRoleBinding
node.k8s.io/v1alpha1                 1.24 node.k8s.io/v1 RuntimeClass
storage.k8s.io/v1alpha1              1.24 storage.k8s.io/v1 CSIStorageCapacity VolumeAttachment
batch/v1beta1                        1.25 batch/v1 CronJob
node.k8s.io/v1beta1                  1.25 node.k8s.io/v1 RuntimeClass
policy/v1beta1                       1.25 policy/v1 PodDisruptionBudget
policy/v1beta1                       1.25 - PodSecurityPolicy
discovery.k8s.io/v1beta1             1.25 discovery.k8s.io/v1 EndpointSlice
events.k8s.io/v1beta1                1.25 events.k8s.io/v1 Event
autoscaling/v2beta1                  1.25 autoscaling/v2 HorizontalPodAutoscaler
autoscaling/v2beta2                  1.26 autoscaling/v2 HorizontalPodAutoscaler
flowcontrol.apiserver.k8s.io/v1beta1 1.26 flowcontrol.apiserver.k8s.io/v1 FlowSchema PriorityLevelConfiguration
storage.k8s.io/v1beta1               1.27 storage.k8s.io/v1 CSIStorageCapacity
flowcontrol.apiserver.k8s.io/v1beta2 1.29 flowcontrol.apiserver.k8s.io/v1 FlowSchema PriorityLevelConfiguration
flowcontrol.apiserver.k8s.io/v1beta3 1.32 flowcontrol.apiserver.k8s.io/v1 FlowSchema PriorityLevelConfiguration
admissionregistration.k8s.io/v1beta1 1.34 admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy
admissionregistration.k8s.io/v1beta1 1.34 admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding
networking.k8s.io/v1beta1            1.37 networking.k8s.io/v1 IPAddress ServiceCIDR
storage.k8s.io/v1beta1               1.37 storage.k8s.io/v1 VolumeAttributesClass
`
