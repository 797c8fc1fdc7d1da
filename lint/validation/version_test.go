package validation_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/validation"
)

// TestVersions asks servers of two versions about one DaemonSet.
func TestVersions(t *testing.T) {
	t.Parallel()
	const at = "spec.template.spec."
	accepted := []string{}
	for _, test := range []struct {
		name, spec string
		version    kubernetes.Version
		want       []string
	}{
		{"a field that came later", "resources: {requests: {cpu: 1}}", 31, []string{
			`strict decoding error: unknown field "spec.template.spec.resources"`,
		}},
		{"a field that is dropped is not judged", "resources: {requests: {cpu: -1}}", 33, accepted},
		{"a field that is heeded is", "resources: {requests: {cpu: -1}}", 34, []string{
			at + `resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0`,
		}},
		{"what lies below an unknown field is not told", `
volumes: [{name: v, projected: {sources: [{podCertificate: {signerName: a/b, keyType: ED25519, keyPath: k, userAnnotations: {}}}]}}]`, 33, []string{
			`strict decoding error: unknown field "spec.template.spec.volumes[0].projected.sources[0].podCertificate"`,
		}},
		{"a volume that is dropped takes its mounts along", `
volumes: [{name: one, image: {reference: a}}, {name: dir, emptyDir: {}}, {name: two, image: {reference: b}}]
containers: [{name: a, image: a, volumeMounts: [{name: two, mountPath: /a}, {name: dir, mountPath: /b}]}]`, 34, accepted},
		{"a field that has gone", "resourceClaims: [{name: gpu, source: {resourceClaimTemplateName: gpu}}]", 30, accepted},
		{"and is unknown since", "resourceClaims: [{name: gpu, source: {resourceClaimTemplateName: gpu}}]", 31, []string{
			`strict decoding error: unknown field "spec.template.spec.resourceClaims[0].source"`,
		}},
		{"a source that is dropped", `
volumes: [{name: v, projected: {sources: [{clusterTrustBundle: {name: A, path: b}}]}}]`, 36, accepted},
		{"restartPolicy of a container", "containers: [{name: a, image: a, restartPolicy: Never}]", 33, []string{
			at + "containers[0].restartPolicy: Forbidden: may not be set for non-init containers",
		}},
		{"which 1.34 drops", "containers: [{name: a, image: a, restartPolicy: Never}]", 34, accepted},
		{"restartPolicy of an init container", "initContainers: [{name: i, image: a, restartPolicy: Never}]", 33, []string{
			at + `initContainers[0].restartPolicy: Unsupported value: "Never": supported values: "Always"`,
		}},
		{"probe of a sidecar that is none", `
initContainers: [{name: i, image: a, restartPolicy: Always, readinessProbe: {exec: {command: [a]}}}]`, 28, []string{
			at + "initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always",
		}},
		{"probe of a sidecar", `
initContainers: [{name: i, image: a, restartPolicy: Always, readinessProbe: {exec: {command: [a]}}}]`, 29, accepted},
		{"a name of a variable", "containers: [{name: a, image: a, env: [{name: a@b}]}]", 32, accepted},
		{"which was refused", "containers: [{name: a, image: a, env: [{name: a@b}]}]", 31, []string{
			at + `containers[0].env[0].name: Invalid value: "a@b": a valid environment variable name must consist of alphabetic ` +
				`characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', ` +
				`regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
		}},
		{"a search domain", "dnsConfig: {searches: [.]}", 33, accepted},
		{"a value of node affinity", `
affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
{matchExpressions: [{key: a, operator: In, values: ["-5"]}]}]}}}`, 32, accepted},
		{"an operator that nobody knew", "tolerations: [{key: a, operator: Gt, value: '5'}]", 34, []string{
			at + `tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists"`,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := texts(validation.NewServer(test.version).Receive(daemonSet(t, test.spec)).Errors())
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Kubernetes %s (-want +got):\n%s", test.version, diff)
			}
		})
	}
}
