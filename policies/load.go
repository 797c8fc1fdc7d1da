package policies

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// Options say which policies there are and how they run.
type Options struct {
	// Dirs are folders, single files and bundles of OPA with policies: in dslint's
	// dialect, in that of conftest, and ConstraintTemplates with their Constraints.
	Dirs []string
	// Data are files and folders of JSON and YAML that policies see as data.
	Data []string
	// Namespaces are the packages of conftest policies that run, all without any.
	Namespaces []string
	// Timeout is what one policy may take for all manifests, [DefaultTimeout] for 0.
	Timeout time.Duration
	// Memory is by how many bytes the heap may grow while a policy runs, 1 GiB for 0.
	Memory uint64
	// Print takes what policies print; nil drops it.
	Print io.Writer
	// Note takes what is odd about a policy and no fault of it: a finding at a field
	// that is not there. nil drops it.
	Note func(text string)
	// Trace takes every step of the evaluation; nil drops them.
	Trace io.Writer
}

// Load returns the policies of the directories; see [Options.Load].
func Load(dirs ...string) ([]*lint.Rule, error) { return Options{Dirs: dirs}.Load(nil) }

// Load returns the policies, and the constraints of Gatekeeper that stand among the
// objects of a set, which may be nil. NAME_test.rego is left out. The Rego files are
// compiled at once, so that what is wrong with them is told whatever the manifests
// hold: as file:line:column and the words of the compiler. A directory without a
// policy and a name that another policy has are errors.
func (o Options) Load(set *manifest.Set) ([]*lint.Rule, error) {
	trees, data, err := o.read()
	if err != nil {
		return nil, err
	}
	constraints := newConstraints(o.limits())
	for i, t := range trees {
		files := t.manifests()
		if len(files) == 0 && len(t.sources()) == 0 {
			return nil, &ReadError{fmt.Errorf("%s holds no policy (NAME.rego)", o.Dirs[i])}
		}
		constraints.addFiles(files)
	}
	rules, err := o.loadRego(trees, data)
	if err != nil {
		return nil, err
	}
	if set != nil {
		constraints.addFiles(set.Files)
	}
	return append(rules, constraints.rules()...), nil
}

// read reads the policies and the data.
func (o Options) read() ([]*tree, map[string]any, error) {
	trees, err := readTrees(o.Dirs)
	if err != nil {
		return nil, nil, err
	}
	given, err := readTrees(o.Data)
	if err != nil {
		return nil, nil, err
	}
	data, err := dataOf(trees, given)
	return trees, data, err
}

func (o Options) limits() limits {
	return limits{o.Timeout, o.Memory, printTo(o.Print), o.Trace, o.Note}
}

func (o Options) loadRego(trees []*tree, data map[string]any) ([]*lint.Rule, error) {
	sources := sourcesOf(trees)
	modules, err := parseAll(sources)
	if err != nil {
		return nil, err
	}
	how := compilation{data: data, printing: o.Print != nil}
	rules, err := o.loadOwn(sources, modules, how)
	if err != nil {
		return nil, err
	}
	more, err := o.loadConftest(modules, how)
	return append(rules, more...), err
}

// sourcesOf returns the Rego files of all trees.
func sourcesOf(trees []*tree) []source {
	var sources []source
	for _, t := range trees {
		sources = append(sources, t.sources()...)
	}
	return withoutRepeats(sources)
}

// loadOwn makes rules of the policies in dslint's own dialect.
func (o Options) loadOwn(sources []source, modules []*ast.Module, how compilation) ([]*lint.Rule, error) {
	var rules []*lint.Rule
	faults := []error{checkNames(modules)}
	how.strict = true
	suite := o.suite(modules, isPolicy, how)
	for i, module := range modules {
		if !isPolicy(module) {
			faults = append(faults, checkMeant(module, modules))
			continue
		}
		rule, err := newRule(module, sources[i].examples)
		faults = append(faults, err, checkFindings(module))
		if err == nil {
			rule.Check = suite.check(module.Package.Path, module.Package.Location)
			rules = append(rules, rule)
		}
	}
	if err := errors.Join(faults...); err != nil || len(rules) == 0 {
		return nil, err
	}
	_, err := suite.program()
	if err != nil {
		return nil, err
	}
	return rules, nil
}

// suite returns the policies that a test picks, with the modules that they use.
func (o Options) suite(modules []*ast.Module, pick func(*ast.Module) bool, how compilation) *suite {
	return newSuite(o.limits(), how, func(*ast.Capabilities) ([]*ast.Module, error) { return closure(modules, pick), nil })
}

// closure returns the modules that a test picks and all that they refer to.
func closure(modules []*ast.Module, pick func(*ast.Module) bool) []*ast.Module {
	taken := make([]bool, len(modules))
	var queue, chosen []*ast.Module
	take := func(wanted func(*ast.Module) bool) {
		for i, module := range modules {
			if !taken[i] && wanted(module) {
				taken[i] = true
				queue = append(queue, module)
			}
		}
	}
	take(pick)
	for len(queue) > 0 {
		module := queue[0]
		queue, chosen = queue[1:], append(chosen, module)
		take(func(other *ast.Module) bool {
			return other.Package.Path.Equal(module.Package.Path) || refersTo(module, other.Package.Path)
		})
	}
	return chosen
}

// refersTo reports whether a module mentions a package, or one that holds it.
func refersTo(module *ast.Module, path ast.Ref) bool {
	found := false
	ast.WalkRefs(module, func(ref ast.Ref) bool {
		prefix := ref.ConstantPrefix()
		found = found || prefix.HasPrefix(path) || len(prefix) > 0 && prefix[0].Equal(ast.DefaultRootDocument) && path.HasPrefix(prefix)
		return found
	})
	return found
}

// withoutRepeats drops files that are reached by two of the directories.
func withoutRepeats(sources []source) []source {
	seen := map[string]bool{}
	return slices.DeleteFunc(sources, func(file source) bool {
		repeated := seen[file.name]
		seen[file.name] = true
		return repeated
	})
}

func parseAll(sources []source) ([]*ast.Module, error) {
	if len(sources) == 0 {
		return nil, nil
	}
	capabilities := sandbox()
	modules := make([]*ast.Module, len(sources))
	faults := make([]error, len(sources))
	for i, file := range sources {
		modules[i], faults[i] = parseEither(file, capabilities)
	}
	return modules, errors.Join(faults...)
}

// parseEither reads a file as Rego v1 or, where it is no policy of dslint's own and
// is not that, as the older v0.
func parseEither(file source, capabilities *ast.Capabilities) (*ast.Module, error) {
	module, fault := parse(file.name, file.text, capabilities)
	if fault == nil {
		return module, nil
	}
	older, err := parseOlder(file.name, file.text)
	switch {
	case err == nil && !isPolicy(older):
		return older, nil
	case err != nil && isOlder(file.text):
		return nil, err
	}
	return nil, fault
}

// isOlder guesses from a file that nobody can read which Rego was meant.
func isOlder(text string) bool {
	return !strings.Contains(text, " if {") && !strings.Contains(text, "import rego.v1") &&
		!strings.Contains(text, "package dslint.")
}
