package class_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/class"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

func TestOf(t *testing.T) {
	t.Parallel()
	const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: agent}\nspec:\n"
	image := func(name string) string { return pod + "  containers: [{name: a, image: " + name + "}]\n" }
	mount := func(path, mount string) string {
		return pod + "  volumes: [{name: v, hostPath: {path: " + path + "}}]\n" +
			"  containers: [{name: a, image: agent, volumeMounts: [{name: v, mountPath: /v" + mount + "}]}]\n"
	}
	tests := map[string]struct{ text, want string }{
		"nothing known":      {image("registry.example/agent:1"), "an agent"},
		"image":              {image("docker.io/flannel/flannel:v0.25"), "a CNI plugin (image flannel/flannel)"},
		"digest":             {image("quay.io:443/prometheus/node-exporter@sha256:0"), "a metrics agent (image prometheus/node-exporter)"},
		"port of a registry": {image("registry:5000/fluent-bit"), "a log collector (image fluent-bit)"},
		"word within a word": {image("registry.example/vectorize:1"), "an agent"},
		"helper first": {
			pod + "  containers: [{name: h, image: k8s.gcr.io/kubernetes-csi/livenessprobe}, {name: a, image: falco}]\n",
			"a security agent (image falco)",
		},
		"init container last": {
			pod + "  initContainers: [{name: i, image: calico/cni}]\n  containers: [{name: a, image: falco}]\n",
			"a security agent (image falco)",
		},
		"plugin":           {mount("/etc/cni/net.d", ""), "a CNI plugin (mounts /etc/cni/net.d)"},
		"reader of plugin": {mount("/etc/cni/net.d", ", readOnly: true"), "an agent"},
		"plugin of Windows": {
			mount(`'C:\var\lib\kubelet\plugins\a'`, ""), `a CSI driver (mounts C:\var\lib\kubelet\plugins\a)`,
		},
		"device":  {mount("/var/lib/kubelet/device-plugins", ""), "a device agent (mounts /var/lib/kubelet/device-plugins)"},
		"logs":    {mount("/var/log/", ", readOnly: true"), "a log collector (mounts /var/log/)"},
		"a log":   {mount("/var/log/my-agent", ""), "an agent"},
		"audit":   {pod + "  containers: [{name: a, securityContext: {capabilities: {add: [AUDIT_READ]}}}]\n", "a security agent (capability AUDIT_READ)"},
		"by port": {pod + "  hostNetwork: true\n  containers: [{name: a, ports: [{containerPort: 53}]}]\n", "a DNS server (host port 53)"},
		"no port of the node": {
			pod + "  containers: [{name: a, ports: [{containerPort: 53}]}]\n", "an agent",
		},
		"name":             {"apiVersion: v1\nkind: Pod\nmetadata: {name: nvidia-driver-daemonset}\nspec: {}\n", "a device agent (name nvidia-driver-daemonset)"},
		"proxy":            {image("registry.k8s.io/kube-proxy:v1.37.2"), "a network agent (image kube-proxy)"},
		"puller of images": {strings.Replace(image("pause"), "agent", "calico-image-puller", 1), "an agent"},

		"puller by another name": {strings.Replace(image("falco"), "agent", "falco-prepull", 1), "an agent"},
		"annotation": {
			"apiVersion: v1\nkind: Pod\nmetadata: {name: falco, annotations: {dslint.dev/class: dns}}\nspec: {}\n",
			"a DNS server (annotation dslint.dev/class)",
		},
		"unknown annotation": {
			"apiVersion: v1\nkind: Pod\nmetadata: {name: falco, annotations: {dslint.dev/class: x}}\nspec: {}\n",
			"a security agent (name falco)",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(test.text))}}
			workloads := placement.Workloads(set)
			if len(workloads) != 1 {
				t.Fatalf("%d workloads", len(workloads))
			}
			if diff := cmp.Diff(test.want, class.Of(workloads[0]).String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTitles(t *testing.T) {
	t.Parallel()
	seen := []string{}
	for _, name := range class.All() {
		title := class.Class(name).Title()
		if slices.Contains(seen, title) {
			t.Errorf("%s is called %q, as another class is", name, title)
		}
		seen = append(seen, title)
	}
}
