package policies

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// TestOptions say which tests run.
type TestOptions struct {
	Options
	// Run picks tests and examples by their names; nil takes all.
	Run *regexp.Regexp
}

// Test is a test that ran: a rule test_NAME of a file NAME_test.rego, or an example of
// a policy.
type Test struct {
	// Name is data.PACKAGE.test_NAME or RULE/bad/NAME.yaml.
	Name string
	// At is where it stands, as file:line:column.
	At string
	// Skipped is set for todo_test_NAME.
	Skipped bool
	// Fault says why it fails, nil where it passes.
	Fault error
}

// TestReport is what tests show.
type TestReport struct {
	Tests []Test
	// Coverage is the share of the lines of policies that the Rego tests reach, in
	// percent; it is 0 without such tests.
	Coverage float64
	// NotCovered are the lines that they do not reach, by file: "3-5 9".
	NotCovered map[string]string
}

// Failed counts the tests that fail.
func (r *TestReport) Failed() int {
	failed := 0
	for _, test := range r.Tests {
		if test.Fault != nil {
			failed++
		}
	}
	return failed
}

func (r *TestReport) skipped() int {
	skipped := 0
	for _, test := range r.Tests {
		if test.Skipped {
			skipped++
		}
	}
	return skipped
}

// Test runs the tests of policies. The error is about files that cannot be read or
// compiled.
func (o TestOptions) Test(ctx context.Context) (*TestReport, error) {
	trees, data, err := o.read()
	if err != nil {
		return nil, err
	}
	report := &TestReport{}
	for _, t := range trees {
		if failed := o.testRego(ctx, t, data, report); failed != nil {
			return nil, failed
		}
	}
	rules, err := o.Load(nil)
	if err != nil && len(report.Tests) == 0 {
		return nil, err
	}
	for _, rule := range rules {
		o.testExamples(ctx, rule, report)
	}
	if len(report.Tests) == 0 {
		return nil, errors.New("there is no test: neither NAME_test.rego nor examples in NAME.txtar")
	}
	return report, nil
}

// testRego runs the tests of one folder.
func (o TestOptions) testRego(ctx context.Context, t *tree, data map[string]any, report *TestReport) error {
	tests := t.tests()
	if len(tests) == 0 {
		return nil
	}
	modules, err := parseAll(slices.Concat(t.sources(), tests))
	if err != nil {
		return err
	}
	program, err := compile(modules, compilation{data: data, printing: o.Print != nil})
	if err != nil {
		return err
	}
	tracer := newCoverage()
	v := viewOf(lint.NewSnapshot(&manifest.Set{}))
	for _, module := range modules[len(t.sources()):] {
		for _, name := range testNames(module) {
			full := module.Package.Path.String() + "." + name
			if o.Run != nil && !o.Run.MatchString(full) {
				continue
			}
			e := &evaluation{program: program, limits: o.limits(), view: v, input: ast.ObjectTerm(), cover: tracer}
			report.Tests = append(report.Tests, e.test(ctx, module, name))
		}
	}
	percent, left := tracer.of(modules[:len(t.sources())])
	report.addCoverage(percent, left)
	return nil
}

const skippedTest = "todo_test_"

func testNames(module *ast.Module) []string {
	var names []string
	for _, rule := range module.Rules {
		name := string(rule.Head.Ref()[0].Value.(ast.Var)) //nolint:forcetypeassert,errcheck // heads start so
		if (strings.HasPrefix(name, "test_") || strings.HasPrefix(name, skippedTest)) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// test evaluates one test: it passes where its rule is true.
func (e *evaluation) test(ctx context.Context, module *ast.Module, name string) Test {
	path := module.Package.Path.Append(ast.StringTerm(name))
	test := Test{Name: path.String(), At: place(module.Package.Location), Skipped: strings.HasPrefix(name, skippedTest)}
	for _, rule := range module.Rules {
		if string(rule.Head.Name) == name {
			e.at, test.At = rule.Location, place(rule.Location)
			break
		}
	}
	if test.Skipped {
		return test
	}
	ctx, cancel := e.within(ctx)
	defer cancel()
	if e.body, test.Fault = e.ask(path); test.Fault != nil {
		return test
	}
	results, err := e.run(ctx)
	switch {
	case err != nil:
		test.Fault = err
	case len(results) == 0:
		test.Fault = errors.New("the rule is undefined")
	case results[0][found].Equal(ast.BooleanTerm(false)):
		test.Fault = errors.New("the rule is false")
	}
	return test
}

// addCoverage adds that of one folder; the share is that of the worst.
func (r *TestReport) addCoverage(percent float64, left map[string]string) {
	if r.NotCovered == nil {
		r.Coverage, r.NotCovered = percent, map[string]string{}
	}
	r.Coverage = min(r.Coverage, percent)
	maps.Copy(r.NotCovered, left)
}

// Write lists the tests: those that fail and, where all are asked for, the others.
func (r *TestReport) Write(w io.Writer, all bool) error {
	var b strings.Builder
	for _, test := range r.Tests {
		switch {
		case test.Fault != nil:
			fmt.Fprintf(&b, "FAIL  %s: %s: %v\n", test.At, test.Name, test.Fault)
		case all && test.Skipped:
			fmt.Fprintf(&b, "skip  %s: %s\n", test.At, test.Name)
		case all:
			fmt.Fprintf(&b, "pass  %s: %s\n", test.At, test.Name)
		}
	}
	if all {
		for _, name := range sortedKeys(r.NotCovered) {
			fmt.Fprintf(&b, "not covered: %s: lines %s\n", path.Clean(name), r.NotCovered[name])
		}
	}
	skipped := r.skipped()
	fmt.Fprintf(&b, "%d of %d tests pass", len(r.Tests)-skipped-r.Failed(), len(r.Tests)-skipped)
	if skipped > 0 {
		fmt.Fprintf(&b, ", %d skipped", skipped)
	}
	if r.NotCovered != nil {
		fmt.Fprintf(&b, ", %.1f%% of the policies are covered", r.Coverage)
	}
	_, err := fmt.Fprintln(w, b.String())
	return err
}
