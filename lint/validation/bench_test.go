package validation_test

import (
	"testing"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/validation"
)

// plain is a DaemonSet as most are: two containers, an init container, tolerations,
// probes, volumes.
const plain = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: kube-system, labels: {app: agent, tier: node}}
spec:
  selector: {matchLabels: {app: agent}}
  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 10%}}
  template:
    metadata:
      labels: {app: agent, tier: node}
      annotations: {prometheus.io/scrape: "true", prometheus.io/port: "9100"}
    spec:
      hostNetwork: true
      priorityClassName: system-node-critical
      serviceAccountName: agent
      nodeSelector: {kubernetes.io/os: linux}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [amd64, arm64]}]
      tolerations:
      - {key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}
      - {key: dedicated, value: infra, effect: NoSchedule}
      initContainers:
      - {name: init, image: "registry.example/init:1", command: [sh], volumeMounts: [{name: data, mountPath: /data}]}
      containers:
      - name: agent
        image: registry.example/agent:1
        env:
        - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
        - {name: TOKEN, valueFrom: {secretKeyRef: {name: agent, key: token}}}
        ports: [{containerPort: 9100, hostPort: 9100, name: metrics}]
        livenessProbe: {httpGet: {path: /healthz, port: metrics}, periodSeconds: 10}
        readinessProbe: {httpGet: {path: /ready, port: 9100}}
        resources: {requests: {cpu: 100m, memory: 200Mi}, limits: {memory: 200Mi}}
        securityContext: {privileged: true, runAsUser: 0}
        volumeMounts:
        - {name: data, mountPath: /data}
        - {name: config, mountPath: /etc/agent, readOnly: true}
        - {name: log, mountPath: /var/log, readOnly: true}
      - name: proxy
        image: registry.example/proxy:1
        resources: {requests: {cpu: 10m, memory: 20Mi}, limits: {memory: 20Mi}}
      volumes:
      - {name: data, hostPath: {path: /var/lib/agent, type: DirectoryOrCreate}}
      - {name: config, configMap: {name: agent}}
      - {name: log, hostPath: {path: /var/log}}
`

// BenchmarkValidate judges a thousand DaemonSets a round, which takes well below
// 100 ms.
func BenchmarkValidate(b *testing.B) {
	file := manifest.Parse("a.yaml", []byte(plain))
	object := file.Objects[0]
	if errs := validation.Validate(object); len(errs) > 0 {
		b.Fatalf("errors %v", errs)
	}
	b.ReportAllocs()
	for b.Loop() {
		for range 1000 {
			validation.Validate(object)
		}
	}
}
