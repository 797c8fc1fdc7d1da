package policies

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// sandbox returns what policies may use of OPA.
func sandbox() *ast.Capabilities {
	capabilities := ast.CapabilitiesForThisVersion(ast.CapabilitiesRegoVersion(ast.RegoV1))
	capabilities.Builtins = slices.DeleteFunc(capabilities.Builtins, reachesOut)
	for _, f := range functions() {
		capabilities.Builtins = append(capabilities.Builtins, f.declaration)
	}
	capabilities.AllowNet = []string{}
	return capabilities
}

// reachesOut tells the built-in functions whose result depends on more than their
// arguments: on the network, the clock, the environment or chance. OPA marks most.
// The functions of net are all kept out, those of X.509 because a certificate is valid
// at a time, and those of JSON Schema because a schema may refer to a file.
func reachesOut(function *ast.Builtin) bool {
	if function.Nondeterministic || function.Name == "opa.runtime" {
		return true
	}
	return slices.ContainsFunc([]string{
		"http.", "net.", "rand.", "uuid.", "crypto.x509.parse_and_verify_", "json.match_schema", "json.verify_schema",
	},
		func(prefix string) bool { return strings.HasPrefix(function.Name, prefix) })
}

// isOutside reports whether name is a built-in function that the sandbox lacks.
func isOutside(name string) bool {
	function, known := ast.BuiltinMap[name]
	return known && reachesOut(function)
}
