// Package versions_test holds the tables of versions against Kubernetes itself. It is
// alone in its program: a version is emulated for all of it.
package versions_test

import (
	"reflect"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/util/version"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/featuregate"
	featuregatetesting "k8s.io/component-base/featuregate/testing"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	api "k8s.io/kubernetes/pkg/apis/core"
	k8sv1 "k8s.io/kubernetes/pkg/apis/core/v1"
	_ "k8s.io/kubernetes/pkg/features" // the feature gates

	"github.com/dslint/dslint/lint/kubernetes"
)

// TestVersions lets Kubernetes emulate each version, and holds the tables of gates and of
// fields against what it does. Gates that 1.37 has not any more cannot be compared.
func TestVersions(t *testing.T) {
	gates := utilfeature.DefaultMutableFeatureGate.GetAllVersioned()
	compared := 0
	for v := kubernetes.Oldest; v <= kubernetes.Latest; v++ {
		featuregatetesting.SetFeatureGateEmulationVersionDuringTest(t, utilfeature.DefaultFeatureGate, version.MustParse(v.String()))
		for _, feature := range kubernetes.Features() {
			gate := featuregate.Feature(feature.Gate)
			if _, known := gates[gate]; !known {
				continue
			}
			compared++
			if got := utilfeature.DefaultFeatureGate.Enabled(gate); got != feature.OnIn(v) {
				t.Errorf("%s in %s: Kubernetes %v, dslint %v", gate, v, got, feature.OnIn(v))
			}
		}
		for _, field := range kubernetes.Fields() {
			object, path := field.Path()
			if _, known := gates[featuregate.Feature(field.Feature.Gate)]; !known || object != "pod" || field.Until != 0 {
				continue
			}
			compared++
			if got, want := drops(t, path), !field.Feature.OnIn(v); got != want {
				t.Errorf("%s in %s: Kubernetes drops it: %v, dslint: %v", path, v, got, want)
			}
		}
	}
	if compared < 500 {
		t.Errorf("only %d pairs of a version and a gate or field were compared", compared)
	}
}

// drops reports whether the API server changes a pod that has a field.
func drops(t *testing.T, path string) bool {
	t.Helper()
	pod := &corev1.Pod{}
	fill(t, reflect.ValueOf(pod).Elem(), strings.Split(path, "."))
	internal := &api.Pod{}
	if err := k8sv1.Convert_v1_Pod_To_core_Pod(pod, internal, nil); err != nil {
		t.Fatal(err)
	}
	template := &api.PodTemplateSpec{Spec: *internal.Spec.DeepCopy()}
	podutil.DropDisabledTemplateFields(template, nil)
	return !equality.Semantic.DeepEqual(internal.Spec, template.Spec)
}

// fill sets the field that a path leads to, to some value.
func fill(t *testing.T, at reflect.Value, steps []string) {
	t.Helper()
	if at.Kind() == reflect.Pointer {
		at.Set(reflect.New(at.Type().Elem()))
		at = at.Elem()
	}
	if len(steps) == 0 {
		setSomething(at)
		return
	}
	name, list := strings.CutSuffix(steps[0], "[]")
	for _, field := range reflect.VisibleFields(at.Type()) {
		if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag != name {
			continue
		}
		value := at.FieldByIndex(field.Index)
		if list {
			value.Set(reflect.MakeSlice(value.Type(), 1, 1))
			value = value.Index(0)
		}
		fill(t, value, steps[1:])
		return
	}
	t.Fatalf("%s has no field %s", at.Type(), name)
}

func setSomething(at reflect.Value) {
	switch at.Kind() {
	case reflect.String:
		at.SetString(string(corev1.ContainerRestartPolicyAlways)) // anything else is no sidecar
	case reflect.Bool:
		at.SetBool(true)
	case reflect.Int32, reflect.Int64:
		at.SetInt(1)
	case reflect.Slice:
		at.Set(reflect.MakeSlice(at.Type(), 1, 1))
	}
}
