// Package docs holds what is written about dslint for its users: all of it is generated,
// by go test ./cmd/dslint -update.
package docs

import _ "embed"

// Schema is the JSON Schema of the config, with the rules that dslint brings along.
//
//go:embed dslint.schema.json
var Schema []byte
