package policies

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
)

// Check looks at the policies of the directories; see [Options.Check].
func Check(dirs ...string) error { return Options{Dirs: dirs}.Check() }

// Check looks at policies more closely than Load does: dslint's own are held against
// the schema of their input, so that a misspelt field is an error, all are to be
// written as opa fmt does, and templates of Gatekeeper are compiled whether or not a
// constraint uses them. The error tells everything that is wrong, a line each.
func (o Options) Check() error {
	trees, data, err := o.read()
	if err != nil {
		return err
	}
	var faults []error
	constraints := newConstraints(o.limits())
	for _, t := range trees {
		for _, file := range append(t.sources(), t.tests()...) {
			faults = append(faults, checkFormat(file))
		}
		constraints.addFiles(t.manifests())
	}
	for _, kind := range sortedKeys(constraints.templates) {
		if t := constraints.templates[kind]; len(t.rego) > 0 && t.unusable() == "" {
			_, fault := t.compile()
			faults = append(faults, fault)
		}
	}
	_, err = o.loadRego(trees, data)
	return onceEach(errors.Join(append(faults, err, o.checkSchema(trees, data))...))
}

// onceEach drops lines that are told already.
func onceEach(err error) error {
	if err == nil {
		return nil
	}
	var lines []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return errors.New(strings.Join(lines, "\n"))
}

// checkSchema compiles dslint's own policies against the schema of their input.
func (o Options) checkSchema(trees []*tree, data map[string]any) error {
	modules, err := parseAll(sourcesOf(trees))
	if err != nil {
		return err
	}
	_, err = compile(closure(modules, isPolicy), compilation{strict: true, schema: true, data: data})
	return err
}

// checkFormat names the first line that opa fmt would write otherwise.
func checkFormat(file source) error {
	module, err := parseEither(file, sandbox())
	if err != nil {
		return nil //nolint:nilerr // it is told where the policies are loaded
	}
	version := module.RegoVersion() //nolint:staticcheck // what formats takes no span of versions
	formatted, err := format.SourceWithOpts(file.name, []byte(file.text), format.Opts{
		RegoVersion: version, ParserOptions: &ast.ParserOptions{RegoVersion: version},
	})
	if err != nil {
		return explain(err)
	}
	if string(formatted) == file.text {
		return nil
	}
	return fmt.Errorf("%s:%d:1: it is not written as opa fmt does", file.name, firstDifference(formatted, file.text))
}

// firstDifference returns the line in which two texts part.
func firstDifference(formatted []byte, text string) int {
	lines := strings.Split(text, "\n")
	for i, line := range bytes.Split(formatted, []byte("\n")) {
		if i >= len(lines) || lines[i] != string(line) {
			return min(i+1, len(lines))
		}
	}
	return len(lines)
}
