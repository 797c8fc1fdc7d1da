package policies

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/dslint/dslint/lint"
)

// Load returns the policies of every Rego file at and below the directories, which
// may be single files too; NAME_test.rego is left out. They are compiled at once, so
// that what is wrong with them is told whatever the manifests hold: as
// file:line:column and the words of the compiler. A directory without Rego, a
// module that is neither a policy nor used by one, and a name that another policy
// has are errors.
func Load(dirs ...string) ([]*lint.Rule, error) {
	if len(dirs) == 0 {
		return nil, nil
	}
	var sources []source
	for _, dir := range dirs {
		found, err := readDir(dir)
		if err != nil {
			return nil, err
		}
		sources = append(sources, found...)
	}
	return load(withoutRepeats(sources))
}

func load(sources []source) ([]*lint.Rule, error) {
	modules, err := parseAll(sources)
	if err != nil {
		return nil, err
	}
	suite := newSuite(func() ([]*ast.Module, error) { return modules, nil })
	var rules []*lint.Rule
	faults := []error{checkNames(modules)}
	for i, module := range modules {
		if !isPolicy(module) {
			faults = append(faults, checkUsed(module, modules))
			continue
		}
		rule, err := newRule(module, sources[i].examples)
		faults = append(faults, err, checkFindings(module))
		if err == nil {
			rule.Check = suite.check(module)
			rules = append(rules, rule)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if _, err := suite.program(); err != nil {
		return nil, err
	}
	return rules, nil
}

// readDir reads a directory or a single file.
func readDir(dir string) ([]source, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("reading policies: %w", err)
	}
	root, name := dir, "."
	if !info.IsDir() {
		root, name = filepath.Dir(dir), filepath.Base(dir)
	}
	sources, err := readSources(os.DirFS(root), name, filepath.ToSlash(root))
	if err == nil && len(sources) == 0 {
		err = fmt.Errorf("reading policies: %s holds no policy (NAME.rego)", dir)
	}
	return sources, err
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
	capabilities := sandbox()
	modules := make([]*ast.Module, len(sources))
	faults := make([]error, len(sources))
	for i, file := range sources {
		modules[i], faults[i] = parse(file.name, file.text, capabilities)
	}
	return modules, errors.Join(faults...)
}
