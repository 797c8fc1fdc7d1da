package placement_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

const sparse = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true
      containers:
        - name: agent
          image: registry.example:5000/agent
          ports: [{containerPort: 80}]
          resources: {limits: {cpu: 1}}
          readinessProbe: {httpGet: {port: 80}}
        - {name: pinned, image: "agent:1"}
        - {name: digest, image: "agent@sha256:00"}
      volumes:
        - {name: none}
        - {name: host, hostPath: {path: /var}}
        - {name: secret, secret: {secretName: a}}
`

func TestDefaulted(t *testing.T) {
	t.Parallel()
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(sparse))}}
	w := placement.Workloads(set)[0]
	got, err := json.Marshal(w.Defaulted())
	if err != nil {
		t.Fatal(err)
	}
	const always = `"resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"`
	want := `{"metadata":{"labels":{"app":"agent"}},"spec":{` +
		`"volumes":[{"name":"none","emptyDir":{}},{"name":"host","hostPath":{"path":"/var","type":""}},` +
		`{"name":"secret","secret":{"secretName":"a","defaultMode":420}}],` +
		`"containers":[{"name":"agent","image":"registry.example:5000/agent",` +
		`"ports":[{"hostPort":80,"containerPort":80,"protocol":"TCP"}],` +
		`"resources":{"limits":{"cpu":"1"},"requests":{"cpu":"1"}},` +
		`"readinessProbe":{"httpGet":{"path":"/","port":80,"scheme":"HTTP"},` +
		`"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},` +
		`"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"Always"},` +
		`{"name":"pinned","image":"agent:1",` + always + `,"imagePullPolicy":"IfNotPresent"},` +
		`{"name":"digest","image":"agent@sha256:00",` + always + `,"imagePullPolicy":"IfNotPresent"}],` +
		`"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","hostNetwork":true,` +
		`"securityContext":{},"schedulerName":"default-scheduler","enableServiceLinks":true}}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if w.Template.Spec.RestartPolicy != "" || w.Template.Spec.Containers[0].Ports[0].HostPort != 0 {
		t.Error("the template that is written was changed")
	}
}
