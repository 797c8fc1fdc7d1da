package policies

import (
	"errors"
	"io/fs"
	"regexp"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// findingsRule is the rule of a policy that gives its findings.
const findingsRule = "findings"

// parse reads a module with its metadata.
func parse(name, text string, capabilities *ast.Capabilities) (*ast.Module, error) {
	return parseWith(name, text, ast.ParserOptions{Capabilities: capabilities, ProcessAnnotation: true, RegoVersion: ast.RegoV1})
}

// parseBare reads a module and takes its metadata for comments.
func parseBare(name, text string, capabilities *ast.Capabilities) (*ast.Module, error) {
	return parseWith(name, text, ast.ParserOptions{Capabilities: capabilities, RegoVersion: ast.RegoV1})
}

func parseWith(name, text string, options ast.ParserOptions) (*ast.Module, error) {
	module, err := ast.ParseModuleWithOpts(name, text, options)
	if err != nil {
		return nil, explain(err)
	}
	return module, nil
}

// parseOlder reads Rego v0, as conftest and Gatekeeper take it.
func parseOlder(name, text string) (*ast.Module, error) {
	return parseWith(name, text, ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV0})
}

// isPolicy tells the modules of package dslint.NAME from libraries.
func isPolicy(module *ast.Module) bool {
	path := module.Package.Path
	return len(path) == 3 && path[1].Value.Compare(ast.String("dslint")) == 0
}

var packageName = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// nameOf returns the name of the rule that a policy makes.
func nameOf(module *ast.Module) (string, error) {
	last, _ := module.Package.Path[2].Value.(ast.String)
	if !packageName.MatchString(string(last)) {
		return "", faultAt(module.Package.Location,
			"package name %q: a policy has words of small letters and digits, joined by _", string(last))
	}
	return strings.ReplaceAll(string(last), "_", "-"), nil
}

// checkFindings makes sure that a policy has findings, and that they are a set.
func checkFindings(module *ast.Module) error {
	found := findings(module)
	if len(found) == 0 {
		return faultAt(module.Package.Location, "%s has no rule %q, without which it finds nothing",
			module.Package.Path, findingsRule)
	}
	for _, rule := range found {
		if rule.Head.RuleKind() != ast.MultiValue || len(rule.Head.Args) > 0 {
			return faultAt(rule.Location, "%s is not a set: write \"findings contains finding if { ... }\"", findingsRule)
		}
	}
	return nil
}

func findings(module *ast.Module) []*ast.Rule {
	var found []*ast.Rule
	for _, rule := range module.Rules {
		if head := rule.Head.Ref(); len(head) > 0 && head[0].Value.Compare(ast.Var(findingsRule)) == 0 {
			found = append(found, rule)
		}
	}
	return found
}

// checkNames makes sure that no two policies, built-in ones included, make rules of
// one name.
func checkNames(modules []*ast.Module) error {
	taken := map[string]string{}
	var faults []error
	for _, module := range modules {
		if !isPolicy(module) {
			continue
		}
		name, err := nameOf(module)
		if err != nil {
			continue // told where the rule is made
		}
		if isBuiltin(name) {
			taken[name] = "a built-in policy"
		}
		if owner, clash := taken[name]; clash {
			faults = append(faults, faultAt(module.Package.Location, "rule %s: the name is that of %s", name, owner))
			continue
		}
		taken[name] = place(module.Package.Location)
	}
	return errors.Join(faults...)
}

// isBuiltin reports whether a policy that comes with dslint makes a rule of that name.
func isBuiltin(rule string) bool {
	_, err := fs.Stat(embedded, strings.ReplaceAll(rule, "-", "_")+extension)
	return err == nil
}

// checkMeant makes sure that a module with findings is in a package that makes a policy
// of it, or serves one: it would otherwise be passed over in silence.
func checkMeant(library *ast.Module, modules []*ast.Module) error {
	path := library.Package.Path
	if len(findings(library)) == 0 {
		return nil
	}
	for _, module := range modules {
		if !module.Package.Path.Equal(path) && refersTo(module, path) {
			return nil
		}
	}
	return faultAt(library.Package.Location, "%s has findings and is neither a policy (package dslint.NAME) nor used by one", path)
}
