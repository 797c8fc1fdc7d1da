package policies_test

import (
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
)

var update = flag.Bool("update", false, "write schema.json anew")

// TestSchema holds the schema of the input against the types of Kubernetes and of
// dslint.
func TestSchema(t *testing.T) {
	t.Parallel()
	text, err := json.MarshalIndent(inputSchema(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *update {
		//nolint:gosec // it is a public file
		err = os.WriteFile("schema.json", text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(text), string(got)); diff != "" {
		t.Errorf("schema.json is stale, run go test ./policies -update:\n%s", diff)
	}
}

// object is a schema of JSON.
type object = map[string]any

// schemas collects the schemas of Go types, under the names of the types.
type schemas struct{ definitions object }

// inputSchema describes what doc.go says in words. The names of fields count: what
// they hold may be anything, for manifests hold mistakes.
func inputSchema() object {
	s := schemas{object{}}
	properties := object{
		"workloads": list(record(object{
			"kind": word, "namespace": word, "name": word, "title": word, "class": word, "agent": word, "os": word, "at": steps,
			"pod": s.of(reflect.TypeFor[corev1.PodSpec]()), "metadata": s.of(reflect.TypeFor[corev1.Pod]().Field(1).Type),
			"object": object{}, "template": s.of(reflect.TypeFor[corev1.PodTemplateSpec]()),
			"containers": list(record(object{
				"name": word, "role": word, "title": word, "spec": s.of(reflect.TypeFor[corev1.Container]()), "at": steps,
				"hostMounts": list(record(object{
					"at": steps, "volumeAt": steps, "hostPath": word, "path": word, "readOnly": truth,
				})),
			})),
		})),
		"kubernetes": word,
		"config":     object{"type": "object"},
	}
	properties["placements"] = list(record(object{
		"workload": items(properties["workloads"]), "nodes": list(s.of(reflect.TypeFor[corev1.Node]())),
		"outcome": word, "shouldRun": truth, "shouldContinueRunning": truth, "podCreated": truth,
		"reasons": list(word), "fits": number, "at": steps,
		"refusals": list(record(object{
			"gate": word, "reason": word, "kubernetes": word, "alone": truth, "at": steps,
			"taint": s.of(reflect.TypeFor[corev1.Taint]()), "resource": word,
		})),
	}))
	for plural, kind := range map[string]reflect.Type{
		"cronjobs": reflect.TypeFor[batchv1.CronJob](), "daemonsets": reflect.TypeFor[appsv1.DaemonSet](),
		"deployments": reflect.TypeFor[appsv1.Deployment](), "jobs": reflect.TypeFor[batchv1.Job](),
		"limitranges": reflect.TypeFor[corev1.LimitRange](), "namespaces": reflect.TypeFor[corev1.Namespace](),
		"nodes": reflect.TypeFor[corev1.Node](), "persistentvolumeclaims": reflect.TypeFor[corev1.PersistentVolumeClaim](),
		"pods": reflect.TypeFor[corev1.Pod](), "priorityclasses": reflect.TypeFor[schedulingv1.PriorityClass](),
		"replicasets": reflect.TypeFor[appsv1.ReplicaSet](), "resourcequotas": reflect.TypeFor[corev1.ResourceQuota](),
		"runtimeclasses": reflect.TypeFor[nodev1.RuntimeClass](), "serviceaccounts": reflect.TypeFor[corev1.ServiceAccount](),
		"statefulsets": reflect.TypeFor[appsv1.StatefulSet](),
	} {
		properties[plural] = list(s.of(kind))
	}
	schema := record(properties)
	schema["$schema"] = "http://json-schema.org/draft-07/schema#"
	schema["title"] = "The input of policies"
	schema["definitions"] = s.definitions
	return schema
}

var (
	word   = object{"type": "string"}
	truth  = object{"type": "boolean"}
	number = object{"type": "number"}
	steps  = list(object{})
)

func list(item any) object            { return object{"type": "array", "items": item} }
func record(properties object) object { return object{"type": "object", "properties": properties} }

func items(list any) any {
	described, _ := list.(object)
	return described["items"]
}

func (s schemas) of(t reflect.Type) any {
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return object{}
		}
		return list(s.of(t.Elem()))
	case reflect.Map:
		return object{"type": "object"}
	case reflect.Struct:
		return s.structure(t)
	}
	return object{}
}

func (s schemas) structure(t reflect.Type) any {
	switch t.Name() {
	case "Quantity", "Time", "MicroTime", "IntOrString", "FieldsV1":
		return object{}
	}
	reference := object{"$ref": "#/definitions/" + t.Name()}
	if _, known := s.definitions[t.Name()]; known {
		return reference
	}
	properties := object{}
	s.definitions[t.Name()] = record(properties)
	s.fields(t, properties)
	return reference
}

func (s schemas) fields(t reflect.Type, into object) {
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case !field.IsExported() || name == "-":
		case name == "" && field.Anonymous:
			s.fields(field.Type, into)
		case name != "":
			into[name] = s.of(field.Type)
		}
	}
}
