package policies

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/agnivade/levenshtein"
	"github.com/open-policy-agent/opa/v1/ast"
)

// Schema is the JSON Schema of what policies of dslint's own dialect are given as
// input. It names the fields of every kind that dslint knows; another kind may hold
// anything.
//
//go:embed schema.json
var Schema []byte

// schemaFor returns the schema for modules. Keys that it does not list are those of
// other kinds, and the modules may speak of them, unless they look like a key that
// is misspelt.
func schemaFor(wanted keys) (*ast.SchemaSet, error) {
	var schema map[string]any
	if err := json.Unmarshal(Schema, &schema); err != nil {
		return nil, fmt.Errorf("schema of the input: %w", err)
	}
	if properties, ok := schema["properties"].(map[string]any); ok {
		for _, name := range wanted.names {
			if _, listed := properties[name]; !listed && !misspelt(name, properties) {
				properties[name] = map[string]any{"type": "array"}
			}
		}
	}
	set := ast.NewSchemaSet()
	set.Put(ast.SchemaRootRef, schema)
	return set, nil
}

// misspelt reports whether a key is nearly one that is listed: a letter off, or two
// where the other is no kind. CronTab and CronJob are two kinds.
func misspelt(name string, listed map[string]any) bool {
	for known := range listed {
		off := levenshtein.ComputeDistance(name, known)
		if off == 1 || off == 2 && (known == workloadsKey || known == placementsKey) {
			return true
		}
	}
	return false
}
