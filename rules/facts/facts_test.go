package facts_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/rules/facts"
)

// TestTables reads every row as a person would: a cell for each column, kinds, packs
// and effects that there are, and a source.
func TestTables(t *testing.T) {
	t.Parallel()
	tables, err := filepath.Glob("*.tsv")
	if err != nil || len(tables) != 7 {
		t.Fatal(tables, err)
	}
	for _, name := range tables {
		checkTable(t, name)
	}
}

func checkTable(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	seen := map[string]bool{}
	for i, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		cells := strings.Split(line, "\t")
		switch {
		case strings.HasPrefix(line, "# "):
		case names == nil:
			names = cells
		case len(cells) != len(names):
			t.Errorf("%s:%d: %d cells, want %d", name, i+1, len(cells), len(names))
		case seen[line]:
			t.Errorf("%s:%d: the row stands there twice", name, i+1)
		default:
			seen[line] = true
			for column, cell := range cells {
				if !cellFits(name, names[column], cell) {
					t.Errorf("%s:%d: %s is %q", name, i+1, names[column], cell)
				}
			}
		}
	}
}

var month = regexp.MustCompile(`^(-|20[0-9]{2}-[01][0-9])$`)

func cellFits(table, column, cell string) bool {
	if column == "kind" {
		column = table
	}
	if known, ok := words()[column]; ok {
		return !slices.ContainsFunc(strings.Split(cell, ","), func(word string) bool { return !slices.Contains(known, word) })
	}
	if fits, ok := forms[column]; ok {
		return fits(cell)
	}
	return cell != "" && strings.TrimSpace(cell) == cell
}

// words are what cells may list, by the column, or by the table for the column kind.
func words() map[string][]string {
	return map[string][]string{
		"taints.tsv": lint.TaintKinds(),
		"labels.tsv": append(lint.LabelKinds(), "platform"),
		"effect":     {"*", "NoSchedule", "NoExecute", "PreferNoSchedule"},
		"packs":      append(lint.Packs(), "-"),
		"always":     {"yes", "no"},
		"copied":     {"yes", "no"},
		"heeded":     {"yes", "no"},
		"values":     {"same", "other"},
		"resource":   {"cpu", "memory"},
	}
}

var minor = regexp.MustCompile(`^(-|1\.[0-9]+)$`)

// forms say by the column what cells look like.
var forms = map[string]func(cell string) bool{
	"checked":  month.MatchString,
	"value":    func(string) bool { return true },
	"fixed":    isQuantity,
	"perPod":   isQuantity,
	"eviction": isQuantity,
	"least":    isQuantity,
	"since":    minor.MatchString,
	"removed":  minor.MatchString,
	"off":      minor.MatchString,
	"most":     func(cell string) bool { return cell == "-" || isPercent(cell) },
	"shares":   areShares,
}

func isQuantity(cell string) bool {
	_, err := resource.ParseQuantity(cell)
	return err == nil
}

func areShares(cell string) bool {
	return cell == "-" || !slices.ContainsFunc(strings.Split(cell, ","), func(part string) bool {
		upTo, share, _ := strings.Cut(part, ":")
		return !isPercent(share) || upTo != "*" && !isQuantity(upTo)
	})
}

func isPercent(text string) bool {
	_, err := lint.ParsePercent(text)
	return err == nil
}

// TestReserved computes what the documentation of the providers gives as examples, and
// what it leaves open.
func TestReserved(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		config, version, capacity, resource, want string
	}{
		{"packs: [aks]", "1.29", "8G 30 2", "memory", "AKS 754857600"},  // 20 MB a pod, 50 MB and 100 MiB: 7.25 GB are left
		{"packs: [aks]", "1.31", "1G 110 2", "memory", "AKS 354857600"}, // a quarter, and 100 MiB
		{"packs: [aks]", "1.28", "4Gi 30 2", "memory", "AKS 1860173824"},
		{"packs: [aks]", "1.29", "8Gi 30 64", "cpu", "AKS 740m"},
		{"packs: [aks]", "1.29", "8Gi 30 8", "cpu", "AKS 180m"},
		{"packs: [gke]", "1.37", "8Gi 110 4", "cpu", "GKE 80m"},
		{"packs: [gke]", "1.37", "8Gi 110 4", "memory", "GKE 2037592883"},
		{"packs: [gke]", "1.37", "512Mi 110 4", "memory", ""},
		{"packs: [eks, karpenter]", "1.37", "4Gi 17 2", "memory", "EKS 568328192"},
		{"packs: [eks]", "1.37", "4Gi 0 2", "memory", ""},
		{"packs: [kubeadm]", "1.37", "4Gi 110 2", "memory", "the kubelet 104857600"},
		{"packs: [kubeadm]", "1.37", "4Gi 110 2", "cpu", ""},
		{"packs: [eks, gke]", "1.37", "4Gi 17 2", "memory", ""},
		{"", "1.37", "4Gi 17 2", "memory", ""},
	} {
		version, err := kubernetes.Parse(test.version)
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Fields(test.capacity)
		capacity := corev1.ResourceList{"memory": resource.MustParse(parts[0]), "cpu": resource.MustParse(parts[2])}
		if parts[1] != "0" {
			capacity["pods"] = resource.MustParse(parts[1])
		}
		got := ""
		if reserve, kept, known := facts.New(parse(t, test.config)).Reserved(version, capacity, corev1.ResourceName(test.resource)); known {
			got = reserve.Provider + " " + resource.NewMilliQuantity(kept, resource.DecimalSI).String()
			if test.resource == "memory" {
				got = fmt.Sprintf("%s %d", reserve.Provider, kept/1000)
			}
		}
		if got != test.want {
			t.Errorf("%+v: %s", test, got)
		}
	}
}

// TestTaintsOfTheAPI holds the table against the constants of Kubernetes.
func TestTaintsOfTheAPI(t *testing.T) {
	t.Parallel()
	known := facts.New(nil)
	for _, key := range []string{
		corev1.TaintNodeNotReady, corev1.TaintNodeUnreachable, corev1.TaintNodeUnschedulable,
		corev1.TaintNodeMemoryPressure, corev1.TaintNodeDiskPressure, corev1.TaintNodeNetworkUnavailable,
		corev1.TaintNodePIDPressure, corev1.TaintNodeOutOfService,
	} {
		if !known.IsPassing(&corev1.Taint{Key: key}) {
			t.Errorf("%s does not pass", key)
		}
	}
}

func parse(t *testing.T, text string) *lint.Config {
	t.Helper()
	config, err := lint.ParseConfig(manifest.Parse("c.yaml", []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func TestTaint(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		config, key, want string
	}{
		{"", "node.kubernetes.io/not-ready", "condition"},
		{"", "aws-node-termination-handler/spot-itn", "leaving"},
		{"", "node-role.kubernetes.io/infra", ""},
		{"packs: [gke]", "node-role.kubernetes.io/infra", ""},
		{"packs: [openshift]", "node-role.kubernetes.io/infra", "pool"},
		{"", "shop.example/warming", ""},
		{"facts: {taints: [{key: shop.example/*, kind: startup}]}", "shop.example/warming", "startup"},
		{"facts: {taints: [{key: nvidia.com/gpu, kind: startup}]}", "nvidia.com/gpu", "startup"},
	} {
		if fact, _ := facts.New(parse(t, test.config)).Taint(test.key); string(fact.Kind) != test.want {
			t.Errorf("%q: %s is %q, want %q", test.config, test.key, fact.Kind, test.want)
		}
	}
}

func TestLabel(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		config, key, want string
	}{
		{"", "kubernetes.io/os", "platform"},
		{"", "custom.feature.node.kubernetes.io/gpu", "runtime"},
		{"", "cilium.io/agent-ready", "runtime"},
		{"", "cloud.google.com/gke-nodepool", "pool"},
		{"", "cloud.google.com/gke-spot", "provider"},
		{"", "node-role.kubernetes.io/master", ""},
		{"", "node-role.kubernetes.io/worker", ""},
		{"packs: [openshift]", "node-role.kubernetes.io/worker", "provider"},
		{"facts: {labels: [{key: rack, kind: pool, by: the rack controller}]}", "rack", "pool"},
	} {
		if fact, _ := facts.New(parse(t, test.config)).Label(test.key); string(fact.Kind) != test.want {
			t.Errorf("%q: %s is %q, want %q", test.config, test.key, fact.Kind, test.want)
		}
	}
}

func TestIsVirtual(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		config string
		labels map[string]string
		taint  string
		want   bool
	}{
		{labels: map[string]string{"type": "virtual-kubelet"}, want: true},
		{labels: map[string]string{"type": "gpu"}},
		{labels: map[string]string{"eks.amazonaws.com/compute-type": "fargate"}, want: true},
		{labels: map[string]string{"eks.amazonaws.com/compute-type": "ec2"}},
		{taint: "virtual-kubelet.io/provider", want: true},
		{labels: map[string]string{"shop.example/edge": "yes"}},
		{config: "facts: {labels: [{key: shop.example/edge, kind: virtual}]}", labels: map[string]string{"shop.example/edge": "yes"}, want: true},
		{config: "facts: {labels: [{key: shop.example/edge, kind: virtual, value: far}]}", labels: map[string]string{"shop.example/edge": "yes"}},
	} {
		node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Labels: test.labels}}
		if test.taint != "" {
			node.Spec.Taints = []corev1.Taint{{Key: test.taint, Effect: corev1.TaintEffectNoSchedule}}
		}
		if got := facts.New(parse(t, test.config)).IsVirtual(node); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}

func TestFactsOfTheCluster(t *testing.T) {
	t.Parallel()
	for config, want := range map[string][]string{
		"":                  nil,
		"packs: [gke]":      nil,
		"packs: [eks]":      {"eks.amazonaws.com/compute-type"},
		"packs: [aks, eks]": {"virtual-kubelet.io/provider", "eks.amazonaws.com/compute-type"},
		"facts: {taints: [{key: edge, kind: virtual}]}": {"edge"},
	} {
		var got []string
		for _, fact := range facts.New(parse(t, config)).ClusterTaints(lint.VirtualFact) {
			got = append(got, fact.Key)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", config, diff)
		}
	}
}

func TestLimitedClass(t *testing.T) {
	t.Parallel()
	for config, want := range map[string]string{"": "", "packs: [eks]": "", "packs: [gke]": "kube-system"} {
		if class, _ := facts.New(parse(t, config)).LimitedClass("system-node-critical"); class.Free != want {
			t.Errorf("%q: free is %q, want %q", config, class.Free, want)
		}
		if class, limited := facts.New(parse(t, config)).LimitedClass("node-agent"); limited {
			t.Errorf("%q: %+v", config, class)
		}
	}
}

func TestRename(t *testing.T) {
	t.Parallel()
	const own = "facts: {renames: [{old: rack, successor: shop.example/rack, since: May}, {old: beta.kubernetes.io/os, successor: os}]}"
	for _, test := range []struct{ config, label, want string }{
		{"", "beta.kubernetes.io/os", "kubernetes.io/os 1.14 true"},
		{"", "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone 1.17 false"},
		{"", "node-role.kubernetes.io/master", "  false"},
		{"", "rack", "  false"},
		{own, "rack", "shop.example/rack May false"},
		{own, "beta.kubernetes.io/os", "os  false"},
	} {
		rename, _ := facts.New(parse(t, test.config)).Rename(test.label)
		if got := fmt.Sprintf("%s %s %t", rename.Successor, rename.Since, rename.Copied); got != test.want {
			t.Errorf("%q: %s was %q, want %q", test.config, test.label, got, test.want)
		}
	}
}

func TestUnserved(t *testing.T) {
	t.Parallel()
	const own = "facts: {removedApis: [{apiVersion: a.b/v1alpha1, kinds: [Old], removed: 1.30, successor: a.b/v1}, {apiVersion: c.d/v1}]," +
		" servedApis: {e.f: [v2, v1]}}"
	for _, test := range []struct{ config, api, version, want string }{
		{"", "a.b/v1alpha1 Old", "1.37", "false"},
		{own, "a.b/v1alpha1 Old", "1.29", "false"},
		{own, "a.b/v1alpha1 Old", "1.30", "1.30 a.b/v1 true"},
		{own, "a.b/v1alpha1 New", "1.30", "false"},
		{own, "a.b/v1 Old", "1.30", "false"},
		{own, "c.d/v1 Any", "1.29", " true"},
		{own, "e.f/v1 Any", "1.29", "false"},
		{own, "e.f/v1beta1 Any", "1.29", "e.f/v2 true"},
		{own, "v1 Pod", "1.29", "false"},
	} {
		version, err := kubernetes.Parse(test.version)
		if err != nil {
			t.Fatal(err)
		}
		apiVersion, kind, _ := strings.Cut(test.api, " ")
		unserved, known := facts.New(parse(t, test.config)).Unserved(apiVersion, kind, version)
		parts := []string{}
		if unserved.Since != 0 {
			parts = append(parts, unserved.Since.String())
		}
		if known {
			parts = append(parts, unserved.Successor)
		}
		if got := strings.Join(append(parts, fmt.Sprint(known)), " "); got != test.want {
			t.Errorf("%q: %s in %s is %q, want %q", test.config, test.api, test.version, got, test.want)
		}
	}
}

// TestFactsOfOneCluster takes the lists that a cluster gives in the place of those for all.
func TestFactsOfOneCluster(t *testing.T) {
	t.Parallel()
	config := parse(t, "facts: {taints: [{key: a, kind: pool}], priorityClasses: [b]}\n"+
		"clusters: [{name: c, manifests: [d], facts: {priorityClasses: [e]}}]")
	own := config.Of(0).Facts
	if len(own.Taints) != 1 || !slices.Equal(own.PriorityClasses, []string{"e"}) || !slices.Equal(config.Facts.PriorityClasses, []string{"b"}) {
		t.Errorf("%+v, and for all %+v", own, config.Facts)
	}
}

func TestConfigsThatCannotBe(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"packs: [gkee]":                                `c.yaml:1:9: unknown pack "gkee", did you mean "gke"?: there are kubeadm, eks, gke, aks, openshift, karpenter, k3s`,
		"facts: {taints: [{kind: pool}]}":              "c.yaml:1:18: a fact has no key",
		"facts: {labels: [{key: a, kind: poll}]}":      `c.yaml:1:33: unknown kind "poll", did you mean "pool"?: use one of runtime, provider, control-plane, virtual, pool`,
		"facts: {labels: [{key: a, kind: condition}]}": `c.yaml:1:33: unknown kind "condition": use one of runtime, provider, control-plane, virtual, pool`,
		"facts: {label: []}":                           `c.yaml:1:9: unknown field "label", did you mean "labels"?`,
		"facts: {quotaClasses: [{except: a}]}":         "c.yaml:1:24: a class has no name",
		"facts: {priorityClass: []}":                   `c.yaml:1:9: unknown field "priorityClass", did you mean "priorityClasses"?`,
		"facts: {priorityClasses: ['']}":               "c.yaml:1:27: an item of priorityClasses is empty",
		"facts: {renames: [{old: a}]}":                 "c.yaml:1:19: a rename has no successor",
		"facts: {renames: [{old: a, successer: b}]}": `c.yaml:1:28: unknown field "successer", did you mean "successor"?
c.yaml:1:19: a rename has no successor`,
		"facts: {removedApis: [{apiVersion: cert-manager.io}]}": `c.yaml:1:36: "cert-manager.io" is no version with its group, such as cert-manager.io/v1alpha2`,
		"facts: {removedApis: [{apiVersion: a.b/v1, removed: 1.99}]}": `c.yaml:1:53: unknown version "1.99" of Kubernetes: ` +
			"dslint knows 1.28 to 1.37",
		"facts: {servedApis: {a.b: []}}":                                                      "c.yaml:1:27: a.b has no version that is served",
		"facts: {servedApis: {a.b: [a.b/v1]}}":                                                `c.yaml:1:28: "a.b/v1" holds a group: only the version belongs here, such as v1`,
		"facts: {allocatable: [{nodes: 'a in', resources: {cpu: 2, memory: 7Gi, pods: 29}}]}": `c.yaml:1:31: nodes: "a in" is no label selector`,
		"facts: {allocatable: [{resources: {cpu: 2, memory: 7Gi}}]}": "c.yaml:1:35: it says nothing of pods: " +
			"resources belong here, as {cpu: 1930m, memory: 7Gi, pods: 29}",
		"facts: {allocatable: [{resources: {cpu: -2, memory: 7Gi, pods: 29}}]}":     "c.yaml:1:41: cpu is negative",
		"clusters: [{name: a, manifests: [b], facts: {renames: [{successor: c}]}}]": "c.yaml:1:56: a rename has no old",
	} {
		_, err := lint.ParseConfig(manifest.Parse("c.yaml", []byte(text)))
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestLimitedClasses takes the config before the packs.
func TestLimitedClasses(t *testing.T) {
	t.Parallel()
	known := facts.New(parse(t, "packs: [gke]\nfacts: {quotaClasses: [{name: a}, {name: b, except: c}, {name: system-node-critical, except: d}]}"))
	for name, want := range map[string]string{
		"a": "kube-system", "b": "c", "system-node-critical": "d", "system-cluster-critical": "kube-system", "e": "",
	} {
		if limited, _ := known.LimitedClass(name); limited.Free != want {
			t.Errorf("%s is free in %q, want %q", name, limited.Free, want)
		}
	}
}

func TestRemovedVolumes(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		"1.30": "photonPersistentDisk scaleIO flocker storageos quobyte glusterfs",
		"1.32": "photonPersistentDisk scaleIO flocker storageos quobyte glusterfs cephfs rbd",
		"1.33": "photonPersistentDisk scaleIO flocker storageos quobyte glusterfs cephfs rbd gitRepo",
		"1.37": "photonPersistentDisk scaleIO flocker storageos quobyte glusterfs cephfs rbd gitRepo",
	} {
		parsed, err := kubernetes.Parse(version)
		if err != nil {
			t.Fatal(err)
		}
		var fields []string
		for _, removed := range facts.RemovedVolumes(parsed) {
			fields = append(fields, removed.Field)
		}
		if diff := cmp.Diff(want, strings.Join(fields, " ")); diff != "" {
			t.Errorf("%s: %s", version, diff)
		}
	}
}
