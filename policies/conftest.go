package policies

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// conftestName are the rules that conftest evaluates.
var conftestName = regexp.MustCompile(`^(deny|violation|warn)(_[a-zA-Z0-9]+)*$`)

// conftestPrefix is what exceptions leave out of the name of a rule.
var conftestPrefix = regexp.MustCompile(`^(deny|violation|warn)_`)

const exceptionRule = "exception"

// isConftest tells modules with rules in the dialect of conftest.
func isConftest(module *ast.Module) bool { return !isPolicy(module) && len(conftestNames(module)) > 0 }

func conftestNames(module *ast.Module) []string {
	var names []string
	for _, rule := range module.Rules {
		if name := string(rule.Head.Name); conftestName.MatchString(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// namespaceOf returns the package of a module as conftest writes it: main, a.b.
func namespaceOf(module *ast.Module) string {
	return strings.TrimPrefix(module.Package.Path.String(), "data.")
}

// conftestRule is a rule of a package in the dialect of conftest. It is evaluated for
// every object for itself, which is its input.
type conftestRule struct {
	limits
	suite     *suite
	namespace ast.Ref
	name      string
	at        *ast.Location
	excepts   bool // the package has exceptions

	prepare func() (*conftestQueries, error)
}

type conftestQueries struct {
	*program
	rule, exception ast.Body
}

// loadConftest makes a rule of each rule that conftest would evaluate.
func (o Options) loadConftest(modules []*ast.Module, how compilation) ([]*lint.Rule, error) {
	if err := o.checkNamespaces(modules); err != nil {
		return nil, err
	}
	pick := func(module *ast.Module) bool {
		return isConftest(module) && (len(o.Namespaces) == 0 || slices.Contains(o.Namespaces, namespaceOf(module)))
	}
	suite := o.suite(modules, pick, how)
	var rules []*lint.Rule
	seen := map[string]bool{}
	for _, module := range modules {
		if !pick(module) {
			continue
		}
		for _, name := range conftestNames(module) {
			full := namespaceOf(module) + "." + name
			if seen[full] {
				continue
			}
			seen[full] = true
			rules = append(rules, o.newConftestRule(suite, modules, module, name))
		}
	}
	if len(rules) == 0 {
		return nil, nil
	}
	_, err := suite.program()
	return rules, err
}

// checkNamespaces makes sure that the packages which are asked for are there.
func (o Options) checkNamespaces(modules []*ast.Module) error {
	var faults []error
	for _, wanted := range o.Namespaces {
		if !slices.ContainsFunc(modules, func(m *ast.Module) bool { return isConftest(m) && namespaceOf(m) == wanted }) {
			faults = append(faults, fmt.Errorf("no policy of package %q has a rule deny, warn or violation", wanted))
		}
	}
	return errors.Join(faults...)
}

func (o Options) newConftestRule(suite *suite, modules []*ast.Module, module *ast.Module, name string) *lint.Rule {
	c := &conftestRule{limits: o.limits(), suite: suite, namespace: module.Package.Path, name: name}
	c.prepare = sync.OnceValues(c.compile)
	rule := &lint.Rule{
		Name: namespaceOf(module) + "." + name, Category: ownPolicy, Severity: lint.Error,
		Summary: "What " + name + " of package " + namespaceOf(module) + " says", Check: c.check,
	}
	if strings.HasPrefix(name, "warn") {
		rule.Severity = lint.Warning
	}
	for _, other := range modules {
		if other.Package.Path.Equal(c.namespace) {
			c.excepts = c.excepts || slices.ContainsFunc(other.Rules, func(r *ast.Rule) bool { return r.Head.Name == exceptionRule })
		}
	}
	for _, written := range module.Rules {
		if string(written.Head.Name) == name {
			c.at = written.Location
			describe(rule, module, written)
			break
		}
	}
	return rule
}

// describe takes the title and the description from the metadata of a rule or, where
// it has none, of its package.
func describe(rule *lint.Rule, module *ast.Module, written *ast.Rule) {
	annotations := packageAnnotations(module)
	if len(written.Annotations) > 0 {
		annotations = written.Annotations[0]
	}
	if annotations == nil {
		return
	}
	if title := strings.TrimSpace(annotations.Title); title != "" {
		rule.Summary = title
	}
	rule.Examples = []byte(strings.TrimSpace(annotations.Description))
}

func (c *conftestRule) compile() (*conftestQueries, error) {
	program, err := c.suite.program()
	if err != nil {
		return nil, err
	}
	rule, err := program.ask(c.namespace.Append(ast.StringTerm(c.name)))
	if err != nil {
		return nil, err
	}
	queries := &conftestQueries{program: program, rule: rule}
	if c.excepts {
		some := c.namespace.Append(ast.StringTerm(exceptionRule)).Append(ast.VarTerm("$rules")).Append(ast.VarTerm("$rule"))
		name := ast.StringTerm(conftestPrefix.ReplaceAllString(c.name, ""))
		queries.exception, err = program.compiler.QueryCompiler().Compile(ast.NewBody(ast.Equality.Expr(ast.NewTerm(some), name)))
	}
	return queries, explain(err)
}

// check evaluates the rule for all objects. Nodes are what manifests are judged
// against, and only rules that speak of them are asked about them.
func (c *conftestRule) check(ctx context.Context, pass *lint.Pass) error {
	queries, err := c.prepare()
	if err != nil {
		return err
	}
	ctx, cancel := c.within(ctx)
	defer cancel()
	v := viewOf(pass.Snapshot)
	for _, object := range pass.Set.Objects() {
		if object.Kind == "Node" && !queries.wants.words["Node"] {
			continue
		}
		results, err := c.evaluate(ctx, queries, v, object)
		if err != nil {
			return fmt.Errorf("%w (about %s)", err, object)
		}
		for _, result := range results {
			at, err := reportConftest(pass, object, result)
			if err != nil {
				return faultAt(c.at, "%w (about %s)", err, object)
			}
			c.noteAbsent(c.at, at)
		}
	}
	return nil
}

// evaluate returns what the rule says of an object, nothing where there is an
// exception.
func (c *conftestRule) evaluate(ctx context.Context, q *conftestQueries, v *view, object *manifest.Object) ([]any, error) {
	input, err := v.object(object)
	if err != nil {
		return nil, err
	}
	if q.wants.words["conftest"] {
		if fault := q.tellFile(ctx, object.File); fault != nil {
			return nil, fault
		}
	}
	e := evaluation{program: q.program, limits: c.limits, at: c.at, view: v, input: input}
	if q.exception != nil {
		e.body = q.exception
		exceptions, fault := e.run(ctx)
		if fault != nil || len(exceptions) > 0 {
			return nil, fault
		}
	}
	e.body = q.rule
	results, err := e.run(ctx)
	if err != nil {
		return nil, err
	}
	return conftestResults(results, c.at)
}

// tellFile sets data.conftest.file, as conftest does.
func (p *program) tellFile(ctx context.Context, name string) error {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	return storage.Txn(ctx, p.store, storage.WriteParams, func(t storage.Transaction) error {
		if err := storage.MakeDir(ctx, p.store, t, storage.Path{"conftest"}); err != nil {
			return err
		}
		file := map[string]any{"name": filepath.Base(absolute), "dir": filepath.Dir(absolute)}
		return p.store.Write(ctx, t, storage.AddOp, storage.Path{"conftest", "file"}, file)
	})
}

// conftestResults returns the members of a set or list. A rule that is merely true or
// false finds nothing, as in conftest.
func conftestResults(results topdown.QueryResultSet, at *ast.Location) ([]any, error) {
	var all []any
	for _, result := range results {
		value, err := ast.JSON(result[found].Value)
		if err != nil {
			return nil, err
		}
		switch value := value.(type) {
		case bool:
		case []any:
			all = append(all, value...)
		default:
			return nil, faultAt(at, "the rule gives neither a set nor a list, but %s", kindOf(value))
		}
	}
	return all, nil
}
