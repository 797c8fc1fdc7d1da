package validation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/validation"
)

// daemonSet writes a DaemonSet with a container and more fields of its pod spec.
func daemonSet(t *testing.T, spec string) *manifest.Object {
	t.Helper()
	text := `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
`
	if !strings.Contains(spec, "containers: [") {
		text += "      containers: [{name: main, image: agent}]\n"
	}
	for line := range strings.Lines(spec) {
		text += "      " + line
	}
	return only(t, text+"\n")
}

func only(t *testing.T, text string) *manifest.Object {
	t.Helper()
	file := manifest.Parse("a.yaml", []byte(text))
	if len(file.Objects) != 1 {
		t.Fatalf("%d objects and problems %v in:\n%s", len(file.Objects), file.Problems, text)
	}
	return file.Objects[0]
}

// TestAt wants the field to edit where the API server names another one. The paths
// are those below the pod spec.
func TestAt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ spec, field, at string }{
		{"tolerations: [{key: a, operator: Exists, value: x}]", "tolerations[0].operator", "tolerations[0].value"},
		{"tolerations: [{key: a, value: a b}]", "tolerations[0].operator", "tolerations[0].value"},
		{"tolerations: [{value: x}]", "tolerations[0].operator", "tolerations[0].operator"},
		{"nodeSelector: {a: b, example.com/zone: a b}", "nodeSelector", "nodeSelector[example.com/zone]"},
		{"overhead: {cpu: -1}", "overhead.limits[cpu]", "overhead.cpu"},
		{"serviceAccount: A", "serviceAccountName", "serviceAccount"},
		{"hostUsers: false\nhostPID: true", "HostPID", "hostPID"},
		{"os: {name: plan9}", "os", "os.name"},
		{"schedulingGates: [{name: a}, {name: a}]", "schedulingGates[1]", "schedulingGates[1].name"},
		{"dnsConfig: {options: [{value: a}]}", "dnsConfig.options[0]", "dnsConfig.options[0].name"},
		{
			"affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, namespaces: [a, B]}]}}",
			"affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespace",
			"affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaces[1]",
		},
		{
			"topologySpreadConstraints: [&a {maxSkew: 1, topologyKey: b, whenUnsatisfiable: DoNotSchedule}, *a]",
			"topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}", "topologySpreadConstraints[0].topologyKey",
		},
		{
			"topologySpreadConstraints: [{maxSkew: 1, topologyKey: b, whenUnsatisfiable: DoNotSchedule, matchLabelKeys: [x, a], " +
				"labelSelector: {matchLabels: {a: b}, matchExpressions: [{key: a, operator: Exists}]}}]",
			"topologySpreadConstraints[0][1]", "topologySpreadConstraints[0].matchLabelKeys[1]",
		},
		{
			"containers: [{name: a, image: a, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}]",
			"containers[0].resources.requests", "containers[0].resources.requests.cpu",
		},
		{
			"containers: [{name: a, image: a, resources: {requests: {example.com/gpu: 2}}}]",
			"containers[0].resources.limits", "containers[0].resources.limits[example.com/gpu]",
		},
		{
			"resources: {limits: {cpu: 1}}\ncontainers: [{name: a, image: a, resources: {limits: {cpu: 2}}}]",
			"resources.containers[0][cpu].limits", "containers[0].resources.limits.cpu",
		},
		{
			"volumes: [{name: v, emptyDir: {}}]\n" +
				"containers: [{name: a, image: a, volumeMounts: [{name: v, mountPath: a}, {name: v, mountPath: b, subPath: /c}]}]",
			"containers[0].volumeMounts.subPath", "containers[0].volumeMounts[1].subPath",
		},
		{
			"volumes: [{name: v, emptyDir: {}}]\n" +
				"containers: [{name: a, image: a, volumeMounts: [{name: v, mountPath: a, mountPropagation: Bidirectional}]}]",
			"containers[0].volumeMounts.mountPropagation", "containers[0].volumeMounts[0].mountPropagation",
		},
		{
			"containers: [{name: a, image: a, envFrom: [{secretRef: {name: a}}, {prefix: A}]}]",
			"containers[0].envFrom", "containers[0].envFrom[1]",
		},
		{
			"containers: [{name: a, image: a, env: [{name: A, valueFrom: {fieldRef: {fieldPath: \"metadata.labels['a b']\"}}}]}]",
			"containers[0].env[0].valueFrom.fieldRef", "containers[0].env[0].valueFrom.fieldRef.fieldPath",
		},
		{
			"containers: [{name: a, image: a, resizePolicy: [{resourceName: gpu, restartPolicy: NotRequired}]}]",
			"containers[0].resizePolicy", "containers[0].resizePolicy[0].resourceName",
		},
		{
			"containers: [{name: a, image: a, readinessProbe: {httpGet: {port: 80, httpHeaders: [{name: A B}]}}}]",
			"containers[0].readinessProbe.httpGet.httpHeaders", "containers[0].readinessProbe.httpGet.httpHeaders[0].name",
		},
		{
			"containers: [{name: a, image: a, lifecycle: {preStop: {sleep: {seconds: 31}}}}]",
			"containers[0].lifecycle.preStop.sleep", "containers[0].lifecycle.preStop.sleep.seconds",
		},
		{
			"containers: [{name: a, image: a, securityContext: {privileged: true, allowPrivilegeEscalation: false}}]",
			"containers[0].securityContext", "containers[0].securityContext.allowPrivilegeEscalation",
		},
		{
			"initContainers: [{name: a, image: a}, {name: b, image: a, ports: [{containerPort: 1, hostPort: 1}, {containerPort: 2, hostPort: 1}]}]",
			"initContainers[0].ports[1].hostPort", "initContainers[1].ports[1].hostPort",
		},
		{
			"volumes: [{name: v, flexVolume: {driver: a, options: {k8s.io/1: a}}}]",
			"volumes[0].flexVolume.options[k8s.io/1]", "volumes[0].flexVolume.options[k8s.io/1]",
		},
		{"volumes: [{name: v, gcePersistentDisk: {}}]", "volumes[0].persistentDisk.pdName", "volumes[0].gcePersistentDisk.pdName"},
		{"volumes: [{name: v, emptyDir: {}, cephfs: {}}]", "volumes[0].cephFS", "volumes[0].cephfs"},
		{"volumes: [{name: v, emptyDir: {}, downwardAPI: {}}]", "volumes[0].downwarAPI", "volumes[0].downwardAPI"},
		{
			"volumes: [{name: v, downwardAPI: {items: [{path: /a, fieldRef: {fieldPath: metadata.name}}]}}]",
			"volumes[0].downwardAPI.path", "volumes[0].downwardAPI.items[0].path",
		},
		{
			"volumes: [{name: v, csi: {driver: a, nodePublishSecretRef: {name: A}}}]",
			"volumes[0].csi.name", "volumes[0].csi.nodePublishSecretRef.name",
		},
		{
			"volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: /a}}]}}]",
			"volumes[0].projected.path", "volumes[0].projected.sources[0].serviceAccountToken.path",
		},
		{
			"volumes: [{name: v, projected: {sources: [{secret: {name: a, items: [{key: a, path: a}, {key: b, path: a}]}}]}}]",
			"volumes[0].projected", "volumes[0].projected.sources[0].secret.items[1].path",
		},
		{
			"volumes: [{name: v, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 0}}}}}}]",
			"volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]",
			"volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests.storage",
		},
	} {
		t.Run(test.at, func(t *testing.T) {
			t.Parallel()
			const spec = "spec.template.spec."
			wantOne(t, daemonSet(t, test.spec), spec+test.field, spec+test.at)
		})
	}
}

func wantOne(t *testing.T, object *manifest.Object, field, at string) {
	t.Helper()
	errs := validation.Validate(object)
	if len(errs) != 1 {
		t.Fatalf("errors %v, want one", texts(errs))
	}
	if diff := cmp.Diff([]string{field, at}, []string{errs[0].Field, errs[0].At.Path.String()}); diff != "" {
		t.Errorf("field and place of %q (-want +got):\n%s", errs[0].Message, diff)
	}
}

// TestAtElsewhere is for fields that do not stand in the pod spec.
func TestAtElsewhere(t *testing.T) {
	t.Parallel()
	const containers = "{containers: [{name: a, image: a}]}"
	for _, test := range []struct{ text, field, at string }{
		{
			"apiVersion: extensions/v1beta1\nkind: DaemonSet\nmetadata: {name: a}\n",
			"", "apiVersion",
		},
		{
			"apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\n" +
				"spec: {template: {metadata: {labels: {a: b}}, spec: " + containers + "}}\n",
			"spec.template.metadata.labels", "spec.selector",
		},
		{
			"apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec: {selector: {matchLabels: {a: b}}, " +
				"template: {metadata: {labels: {a: b, example.com/c: -}}, spec: " + containers + "}}\n",
			"spec.template.labels", "spec.template.metadata.labels[example.com/c]",
		},
		{
			"apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec: {selector: {matchLabels: {a: b}}, " +
				"template: {metadata: {labels: {a: b}, annotations: {seccomp.security.alpha.kubernetes.io/pod: x}}, spec: " + containers + "}}\n",
			"spec.template.annotations.seccomp.security.alpha.kubernetes.io/pod",
			"spec.template.metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]",
		},
		{
			"apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec: {selector: {matchLabels: {a: b}}, " +
				"updateStrategy: {type: Recreate}, template: {metadata: {labels: {a: b}}, spec: " + containers + "}}\n",
			"spec.updateStrategy", "spec.updateStrategy.type",
		},
		{
			"apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a, annotations: {deprecated.daemonset.template.generation: x}}\n",
			"", "metadata.annotations[deprecated.daemonset.template.generation]",
		},
		{
			"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, annotations: {deprecated.deployment.rollback.to: '-1'}}\n" +
				"spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: " + containers + "}}\n",
			"spec.rollback.version", "metadata.annotations[deprecated.deployment.rollback.to]",
		},
		{
			"apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec: {selector: {matchLabels: {a: b}}, volumeClaimTemplates: " +
				"[{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1}}}}], " +
				"template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}], " +
				"volumes: [{name: data, secret: {}}, {name: other, secret: {}}]}}}\n",
			"spec.template.spec.volumes[1].secret.secretName", "spec.template.spec.volumes[1].secret.secretName",
		},
		{
			"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {nodeName: node-1, schedulingGates: [{name: g}], containers: [{name: a, image: a}]}\n",
			"spec.nodeName", "spec.nodeName",
		},
	} {
		t.Run(test.at, func(t *testing.T) {
			t.Parallel()
			wantOne(t, only(t, test.text), test.field, test.at)
		})
	}
}
