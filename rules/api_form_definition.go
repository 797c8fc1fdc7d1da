package rules

import (
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// anySchema is the schema of a version that had none: the API server kept every field.
type anySchema struct {
	Schema struct {
		Type string `json:"type"`
		Keep bool   `json:"x-kubernetes-preserve-unknown-fields"`
	} `json:"openAPIV3Schema"`
}

// definedVersion is a version of a custom resource as apiextensions.k8s.io/v1 has it.
type definedVersion struct {
	Name    string     `json:"name"`
	Served  bool       `json:"served"`
	Storage bool       `json:"storage"`
	Schema  *anySchema `json:"schema,omitempty"`
}

func keepsAll() *anySchema {
	schema := &anySchema{}
	schema.Schema.Type, schema.Schema.Keep = "object", true
	return schema
}

// definitionForm gives every version what older definitions said once for all. A schema
// stays where the API server dropped all that it does not name: where it did not, some
// fields would be dropped from now on.
func definitionForm(o *manifest.Object) ([]manifest.Change, bool) {
	spec := o.At("spec")
	prunes, _ := spec.At("preserveUnknownFields").Text()
	if spec.At("conversion", "webhookClientConfig").Exists() || reservedGroup(o) ||
		prunes != "false" && hasSchema(spec) || prunes == "false" && !hasSchema(spec) {
		return nil, false
	}
	versions, count := versionsForm(spec, prunes != "false")
	shared, ok := sharedForm(spec, count)
	if !ok || count == 0 {
		return nil, false
	}
	changes := slices.Concat(columnsForm(spec), versions, shared)
	if !spec.At("scope").Exists() {
		changes = append(changes, spec.At("scope").Put("Namespaced"))
	}
	if spec.At("preserveUnknownFields").Exists() {
		changes = append(changes, spec.At("preserveUnknownFields").Remove())
	}
	return changes, true
}

// reservedGroup reports whether v1 wants an approval that the definition does not hold.
func reservedGroup(o *manifest.Object) bool {
	group, _ := o.At("spec", "group").Text()
	for _, reserved := range []string{"k8s.io", "kubernetes.io"} {
		if group == reserved || strings.HasSuffix(group, "."+reserved) {
			return !o.At("metadata", "annotations", "api-approved.kubernetes.io").Exists()
		}
	}
	return false
}

func hasSchema(spec manifest.Ref) bool {
	if spec.At("validation").Exists() {
		return true
	}
	for _, version := range itemsOf(spec.At("versions")) {
		if version.At("schema").Exists() {
			return true
		}
	}
	return false
}

// versionsForm lists the versions, and returns how many there are.
func versionsForm(spec manifest.Ref, keep bool) ([]manifest.Change, int) {
	var schema *anySchema
	if keep {
		schema = keepsAll()
	}
	versions, one := itemsOf(spec.At("versions")), spec.At("version")
	if len(versions) == 0 {
		name, has := one.Text()
		if !has || name == "" || spec.At("versions").Exists() {
			return nil, 0
		}
		return []manifest.Change{
			one.Rename("versions"),
			spec.At("versions").Put([]definedVersion{{name, true, true, schema}}),
		}, 1
	}
	var changes []manifest.Change
	if one.Exists() {
		changes = append(changes, one.Remove())
	}
	for _, version := range versions {
		if keep {
			changes = append(changes, version.At("schema").Put(schema))
		}
	}
	return changes, len(versions)
}

// sharedForm moves what held for all versions into the versions.
func sharedForm(spec manifest.Ref, count int) ([]manifest.Change, bool) {
	var changes []manifest.Change
	for _, field := range []struct{ was, name string }{
		{"validation", "schema"},
		{"subresources", "subresources"},
		{"additionalPrinterColumns", "additionalPrinterColumns"},
	} {
		shared := spec.At(field.was)
		if !shared.Exists() {
			continue
		}
		if count == 1 {
			if spec.At("versions", 0, field.name).Exists() {
				return nil, false
			}
			changes = append(changes, moveAs(shared, spec.At("versions", 0), field.name)...)
			continue
		}
		for i := range count {
			if spec.At("versions", i, field.name).Exists() {
				return nil, false
			}
			changes = append(changes, spec.At("versions", i, field.name).Put(respelt(shared.Value())))
		}
		changes = append(changes, shared.Remove())
	}
	return changes, true
}

// columnsForm spells the path of printed columns as v1 does.
func columnsForm(spec manifest.Ref) []manifest.Change {
	columns := itemsOf(spec.At("additionalPrinterColumns"))
	for _, version := range itemsOf(spec.At("versions")) {
		columns = append(columns, itemsOf(version.At("additionalPrinterColumns"))...)
	}
	var changes []manifest.Change
	for _, column := range columns {
		if path := column.At("JSONPath"); path.Exists() {
			changes = append(changes, path.Rename("jsonPath"))
		}
	}
	return changes
}

// respelt is a value whose columns have their path as v1 spells it.
func respelt(value any) any {
	columns, _ := value.([]any)
	for _, column := range columns {
		if fields, isMap := column.(map[string]any); isMap && fields["JSONPath"] != nil {
			fields["jsonPath"] = fields["JSONPath"]
			delete(fields, "JSONPath")
		}
	}
	return value
}
