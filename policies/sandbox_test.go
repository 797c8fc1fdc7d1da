package policies_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// TestSandbox calls every built-in function that OPA itself calls not deterministic,
// and those that dslint keeps out besides.
func TestSandbox(t *testing.T) {
	t.Parallel()
	outside := map[string]bool{
		"net.cidr_contains": true, "net.lookup_ip_addr": true, "net.cidr_expand": true, "uuid.parse": true,
		"http.send": true, "opa.runtime": true, "time.now_ns": true, "rand.intn": true, "uuid.rfc4122": true,
		"json.match_schema": true, "json.verify_schema": true,
		"crypto.x509.parse_and_verify_certificates":              true,
		"crypto.x509.parse_and_verify_certificates_with_options": true,
	}
	for _, function := range ast.Builtins {
		if function.Nondeterministic {
			outside[function.Name] = true
		}
	}
	for name := range outside {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := compileCall(t, name)
			want := fmt.Sprintf("undefined function %s: dslint works offline", name)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
			}
		})
	}
}

// TestSandboxLetsPass makes sure that the calls of TestSandbox fail for no other
// reason.
func TestSandboxLetsPass(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"count", "regex.match", "time.parse_duration_ns", "units.parse_bytes", "semver.compare"} {
		if err := compileCall(t, name); err != nil {
			t.Error(err)
		}
	}
}

// compileCall loads a policy that calls a built-in function.
func compileCall(t *testing.T, name string) error {
	t.Helper()
	function := ast.BuiltinMap[name]
	if function == nil {
		t.Fatalf("OPA has no function %s", name)
	}
	args := strings.TrimSuffix(strings.Repeat("input.x, ", len(function.Decl.FuncArgs().Args)), ", ")
	_, err := load(t, fmt.Sprintf("-- own.rego --\n%s\nfindings contains x if {\n\tx := %s(%s)\n}\n", policyHead, name, args))
	return err
}
