package kubernetes_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/kubernetes"
)

func TestFeatures(t *testing.T) {
	t.Parallel()
	seen := map[kubernetes.Gate]bool{}
	for _, f := range kubernetes.Features() {
		if seen[f.Gate] {
			t.Errorf("%s stands twice", f.Gate)
		}
		seen[f.Gate] = true
		order := []kubernetes.Version{f.Alpha, f.Beta, f.On, f.GA}
		last := kubernetes.Version(0)
		for _, version := range order {
			if version != 0 && version < last {
				t.Errorf("%s goes backwards: %v", f.Gate, order)
			}
			last = max(last, version)
		}
		if last == 0 || last > kubernetes.Latest || !strings.HasPrefix(f.Enhancement, "KEP-") {
			t.Errorf("%s: %+v", f.Gate, f)
		}
	}
}

// A path that leads nowhere would find nothing.
func TestFieldsLeadSomewhere(t *testing.T) {
	t.Parallel()
	roots := map[string]reflect.Type{
		"pod": reflect.TypeFor[corev1.Pod](), "job": reflect.TypeFor[batchv1.Job](),
		"statefulset": reflect.TypeFor[appsv1.StatefulSet](),
	}
	for _, field := range kubernetes.Fields() {
		object, path := field.Path()
		leads := leadsSomewhere(roots[object], strings.Split(path, "."))
		if gone := field.Until != 0; leads == gone {
			t.Errorf("%s %s leads somewhere: %v, it is gone: %v", object, path, leads, gone)
		}
		if field.Since < kubernetes.Oldest || field.Since > kubernetes.Latest {
			t.Errorf("%s %s is since %v", object, path, field.Since)
		}
	}
}

func leadsSomewhere(at reflect.Type, steps []string) bool {
	for _, step := range steps {
		for at.Kind() == reflect.Pointer {
			at = at.Elem()
		}
		name, list := strings.CutSuffix(step, "[]")
		found := false
		for _, field := range reflect.VisibleFields(at) {
			if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag == name {
				at, found = field.Type, true
				break
			}
		}
		if !found {
			return false
		}
		if list {
			at = at.Elem()
		}
	}
	return true
}

func TestGateInVersions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		gate    kubernetes.Gate
		version kubernetes.Version
		on      bool
		stage   kubernetes.Stage
	}{
		{"SidecarContainers", 28, false, kubernetes.Alpha},
		{"SidecarContainers", 29, true, kubernetes.Beta},
		{"SidecarContainers", 0, true, kubernetes.GA},
		{"DynamicResourceAllocation", 33, false, kubernetes.Beta},
		{"PodLevelResources", 31, false, kubernetes.Absent},
		{"TaintTolerationComparisonOperators", 37, false, kubernetes.Alpha},
	} {
		feature, known := kubernetes.FeatureOf(test.gate)
		if !known || feature.OnIn(test.version) != test.on || feature.In(test.version) != test.stage {
			t.Errorf("%s in %s: on %v, %s", test.gate, test.version, feature.OnIn(test.version), feature.In(test.version))
		}
	}
}

func TestAPIs(t *testing.T) {
	t.Parallel()
	apis := kubernetes.ReadAPIs()
	for _, test := range []struct {
		apiVersion, kind string
		version          kubernetes.Version
		serving          kubernetes.Serving
		instead          string
	}{
		{"extensions/v1beta1", "DaemonSet", 28, kubernetes.Gone, "apps/v1"},
		{"v1", "DaemonSet", 0, kubernetes.NeverWas, "apps/v1"},
		{"flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", 28, kubernetes.Served, "flowcontrol.apiserver.k8s.io/v1beta3"},
		{"flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", 29, kubernetes.Gone, "flowcontrol.apiserver.k8s.io/v1"},
		{"flowcontrol.apiserver.k8s.io/v1", "FlowSchema", 28, kubernetes.NotYet, "flowcontrol.apiserver.k8s.io/v1beta3"},
		{"resource.k8s.io/v1", "ResourceClaim", 33, kubernetes.NotYet, "resource.k8s.io/v1beta2"},
		{"resource.k8s.io/v1beta1", "ResourceClaim", 33, kubernetes.OnRequest, "resource.k8s.io/v1beta2"},
		{"resource.k8s.io/v1alpha2", "ResourceClass", 31, kubernetes.Gone, ""},
		{"storage.k8s.io/v1beta1", "VolumeAttributesClass", 37, kubernetes.Gone, "storage.k8s.io/v1"},
	} {
		api := apis.Of(test.apiVersion, test.kind)
		if api == nil {
			t.Errorf("no table speaks of %s %s", test.apiVersion, test.kind)
			continue
		}
		got, instead := api.In(test.version), apis.Instead(test.apiVersion, test.kind, test.version)
		if got != test.serving || instead != test.instead {
			t.Errorf("%s %s in %s: %v and %q, want %v and %q",
				test.apiVersion, test.kind, test.version, got, instead, test.serving, test.instead)
		}
	}
	if apis.Of("apps/v1", "DaemonSet") != nil {
		t.Error("a table speaks of what all versions serve")
	}
}

// A change that stands in no table would hold for no version but the newest.
func TestChanges(t *testing.T) {
	t.Parallel()
	for change, since := range map[kubernetes.Change]kubernetes.Version{
		kubernetes.ContainerRestartPolicy: 34, kubernetes.InitRestartOnResize: 36, kubernetes.RestartAllContainers: 36,
		kubernetes.RelaxedEnvNames: 32, kubernetes.RelaxedDNSSearches: 33, kubernetes.ZeroSleep: 33,
		kubernetes.AffinityLabelValues: 33, kubernetes.ComparisonOperators: 35, kubernetes.UserNamespaceDevices: 34,
		kubernetes.PodResourcesFix: 37,
	} {
		before, from, newest := kubernetes.ChangesOf(since-1), kubernetes.ChangesOf(since), kubernetes.ChangesOf(0)
		if before.Has(change) || !from.Has(change) || !newest.Has(change) {
			t.Errorf("%s: %v in %s, %v in %s, %v in the newest",
				change, before.Has(change), since-1, from.Has(change), since, newest.Has(change))
		}
	}
}

// TestTablesHaveSources reads the tables as a person would: a cell for each column, and a
// source in every row.
func TestTablesHaveSources(t *testing.T) {
	t.Parallel()
	tables, err := filepath.Glob("*.tsv")
	if err != nil || len(tables) != 5 {
		t.Fatal(tables, err)
	}
	for _, name := range tables {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
			cells := strings.Split(line, "\t")
			source := slices.Index(names, "source")
			switch {
			case strings.HasPrefix(line, "#"):
			case names == nil:
				names = cells
			case len(cells) != len(names) || source < 0 || len(cells[source]) < len("v1.28"):
				t.Errorf("%s:%d: %d cells for %d columns, or no source", name, i+1, len(cells), len(names))
			}
		}
	}
}

// TestDaemonTolerations holds the table against the taints that Kubernetes knows.
func TestDaemonTolerations(t *testing.T) {
	t.Parallel()
	want := map[string]corev1.TaintEffect{
		corev1.TaintNodeNotReady: corev1.TaintEffectNoExecute, corev1.TaintNodeUnreachable: corev1.TaintEffectNoExecute,
		corev1.TaintNodeDiskPressure: corev1.TaintEffectNoSchedule, corev1.TaintNodeMemoryPressure: corev1.TaintEffectNoSchedule,
		corev1.TaintNodePIDPressure: corev1.TaintEffectNoSchedule, corev1.TaintNodeUnschedulable: corev1.TaintEffectNoSchedule,
	}
	got := func(hostNetwork bool) map[string]corev1.TaintEffect {
		found := map[string]corev1.TaintEffect{}
		for _, toleration := range kubernetes.DaemonTolerations(hostNetwork) {
			if toleration.Operator != corev1.TolerationOpExists {
				t.Errorf("%+v", toleration)
			}
			found[toleration.Key] = toleration.Effect
		}
		return found
	}
	if diff := cmp.Diff(want, got(false)); diff != "" {
		t.Error(diff)
	}
	want[corev1.TaintNodeNetworkUnavailable] = corev1.TaintEffectNoSchedule
	if diff := cmp.Diff(want, got(true)); diff != "" {
		t.Error(diff)
	}
}
