package chart

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// capabilities are what templates see of the cluster.
type capabilities struct {
	KubeVersion kubeVersion
	APIVersions apiVersions
	HelmVersion helmVersion
}

type kubeVersion struct{ Version, Major, Minor string }

// String returns the version as v1.37.0.
func (v *kubeVersion) String() string { return v.Version }

// GitVersion returns the same: charts for Helm 2 ask for it.
func (v *kubeVersion) GitVersion() string { return v.Version }

type helmVersion struct {
	Version      string `json:"version,omitempty"`
	GitCommit    string `json:"git_commit,omitempty"`
	GitTreeState string `json:"git_tree_state,omitempty"`
	GoVersion    string `json:"go_version,omitempty"`
}

type apiVersions []string

// Has reports whether the cluster serves an API version.
func (v apiVersions) Has(version string) bool { return slices.Contains(v, version) }

// newCapabilities reads a version as helm template --kube-version does.
func newCapabilities(kubernetes string, more []string) (*capabilities, error) {
	version, err := semver.NewVersion(kubernetes)
	if err != nil {
		return nil, fmt.Errorf("the version %s of Kubernetes cannot be read: %w", kubernetes, err)
	}
	return &capabilities{
		KubeVersion: kubeVersion{"v" + version.String(), strconv.FormatUint(version.Major(), 10), strconv.FormatUint(version.Minor(), 10)},
		APIVersions: append(strings.Fields(served), more...),
		HelmVersion: helmVersion{Version: "v3.22.0", GitTreeState: "clean"},
	}, nil
}

// served are the API versions that Helm supposes without a cluster
// (helm.sh/helm/v3/pkg/chartutil, DefaultVersionSet), and that of the aggregator, which
// every cluster serves and Helm forgets: charts ask which version of it there is.
const served = `v1 admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1
internal.apiserver.k8s.io/v1alpha1 apps/v1 apps/v1beta1 apps/v1beta2 authentication.k8s.io/v1 authentication.k8s.io/v1alpha1
authentication.k8s.io/v1beta1 authorization.k8s.io/v1 authorization.k8s.io/v1beta1 autoscaling/v1 autoscaling/v2 batch/v1
batch/v1beta1 certificates.k8s.io/v1 certificates.k8s.io/v1beta1 certificates.k8s.io/v1alpha1 coordination.k8s.io/v1alpha2
coordination.k8s.io/v1beta1 coordination.k8s.io/v1 discovery.k8s.io/v1 discovery.k8s.io/v1beta1 events.k8s.io/v1
events.k8s.io/v1beta1 extensions/v1beta1 flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta1
flowcontrol.apiserver.k8s.io/v1beta2 flowcontrol.apiserver.k8s.io/v1beta3 lifecycle.k8s.io/v1alpha1 networking.k8s.io/v1
networking.k8s.io/v1beta1 node.k8s.io/v1 node.k8s.io/v1alpha1 node.k8s.io/v1beta1 policy/v1 policy/v1beta1
rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1beta1 rbac.authorization.k8s.io/v1alpha1 resource.k8s.io/v1
resource.k8s.io/v1beta2 resource.k8s.io/v1beta1 resource.k8s.io/v1alpha3 scheduling.k8s.io/v1alpha3 scheduling.k8s.io/v1beta1
scheduling.k8s.io/v1 storage.k8s.io/v1beta1 storage.k8s.io/v1 storage.k8s.io/v1alpha1 storagemigration.k8s.io/v1
storagemigration.k8s.io/v1beta1 apiextensions.k8s.io/v1beta1 apiextensions.k8s.io/v1
apiregistration.k8s.io/v1`
