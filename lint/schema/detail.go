package schema

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/placement"
)

// types describe those of which Go does not tell what a config may hold.
func types() map[reflect.Type]Schema {
	return map[reflect.Type]Schema{
		reflect.TypeFor[lint.Preset]():        oneOf(append(lint.Presets(), "")),
		reflect.TypeFor[lint.Setting]():       reference("setting"),
		reflect.TypeFor[kubernetes.Release](): release(),
		reflect.TypeFor[resource.Quantity]():  orNull(amount()),
	}
}

// typeDetails say what holds of a structure beyond its fields.
func typeDetails() map[reflect.Type]Schema {
	return map[reflect.Type]Schema{
		reflect.TypeFor[lint.Fact](): {"required": []any{"key", "kind"}, "properties": Schema{"key": Schema{"minLength": 1}}},
		reflect.TypeFor[lint.Rename](): {
			"required":   []any{"old", "successor"},
			"properties": Schema{"old": Schema{"minLength": 1}, "successor": Schema{"minLength": 1}},
		},
		reflect.TypeFor[lint.QuotaClass](): {"required": []any{"name"}, "properties": Schema{"name": Schema{"minLength": 1}}},
		reflect.TypeFor[lint.RemovedAPI](): {
			"required": []any{"apiVersion"},
			"properties": Schema{
				"apiVersion": Schema{"pattern": "^(" + apiVersion + ")$"}, "successor": Schema{"pattern": "^(" + apiVersion + ")?$"},
			},
		},
		reflect.TypeFor[lint.Machine](): {
			"required": []any{"resources"}, "properties": Schema{"resources": Schema{"required": []any{"cpu", "memory", "pods"}}},
		},
		reflect.TypeFor[lint.Chart](): {"required": []any{"path"}, "properties": Schema{"path": Schema{"minLength": 1}}},
		reflect.TypeFor[lint.Exemption](): {
			"required":   []any{"rules", "reason"},
			"properties": Schema{"reason": Schema{"minLength": 1}, "rules": Schema{"minItems": 1}},
			"anyOf":      anyGiven("namespaces", "names", "kinds", "paths", "labels"),
		},
		reflect.TypeFor[lint.ClusterConfig](): {
			"required":   []any{"name", "manifests"},
			"properties": Schema{"name": Schema{"minLength": 1}, "manifests": Schema{"minItems": 1}},
		},
		reflect.TypeFor[placement.Reserve](): {
			"required": []any{"resources"}, "properties": Schema{"resources": Schema{"minProperties": 1}},
		},
	}
}

// fieldDetails say what holds of single fields beyond their types.
func fieldDetails() map[string]Schema {
	return map[string]Schema{
		"Config.Substitute":        variables(),
		"ClusterConfig.Substitute": variables(),
		"Config.Packs":             {"items": oneOf(lint.Packs())},
		"ClusterConfig.Packs":      {"items": oneOf(lint.Packs())},
		"Facts.Taints":             factsOf(lint.TaintKinds()),
		"Facts.Labels":             factsOf(lint.LabelKinds()),
		"Facts.ServedAPIs": {"additionalProperties": Schema{
			"type": "array", "minItems": 1, "items": Schema{"type": "string", "pattern": "^[^/]+$"},
		}},
		"Exemption.Until":     {"pattern": "^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$"},
		"PodSecurity.Enforce": oneOf([]string{"privileged", "baseline", "restricted", ""}),
		"PodSecurity.EnforceVersion": {"anyOf": []any{
			Schema{"type": "string", "pattern": `^(latest|v?1\.(0|[1-9][0-9]*))?$`},
			Schema{"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 2},
		}},
	}
}

// variables are texts by name, which may be empty.
func variables() Schema {
	return Schema{
		"propertyNames":        Schema{"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
		"additionalProperties": Schema{"minLength": 0, "type": []any{"string", "null"}},
	}
}

// apiVersion is a version of an API with its group; the core group has none.
const apiVersion = "v1|[^/]+/[^/]+"

// release is a version as [kubernetes.Parse] reads it. As a number 1.30 is 1.3.
func release() Schema {
	var minors []string
	var numbers []any
	for v := kubernetes.Oldest; v <= kubernetes.Latest; v++ {
		minors = append(minors, strconv.Itoa(v.Minor()))
		numbers = append(numbers, json.Number(v.String()))
	}
	return Schema{"anyOf": []any{
		Schema{"type": "string", "pattern": `^(v?1\.(` + strings.Join(minors, "|") + `)(\.[0-9]+)?([-+][0-9A-Za-z.+-]*)?)?$`},
		Schema{"enum": numbers},
	}}
}

func factsOf(kinds []string) Schema {
	return Schema{"items": Schema{"properties": Schema{"kind": oneOf(kinds)}}}
}

// anyGiven asks for one of the lists or texts.
func anyGiven(keys ...string) []any {
	all := make([]any, len(keys))
	for i, key := range keys {
		all[i] = Schema{"required": []any{key}, "properties": Schema{key: Schema{
			"type": []any{"array", "string"}, "minItems": 1, "minLength": 1,
		}}}
	}
	return all
}

// orNull takes null, too, which leaves a value as it is.
func orNull(described Schema) Schema {
	return Schema{"anyOf": []any{described, Schema{"type": "null"}}}
}

func oneOf(texts []string) Schema { return Schema{"type": "string", "enum": words(texts)} }

func words(texts []string) []any {
	listed := make([]any, len(texts))
	for i, text := range texts {
		listed[i] = text
	}
	return listed
}

func reference(definition string) Schema { return Schema{"$ref": "#/definitions/" + definition} }
