package policies

import (
	"context"
	"fmt"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/dslint/dslint/lint"
)

// suite holds policies that are compiled together.
type suite struct {
	limits
	program func() (*program, error)
}

// check is what a rule does.
type check = func(context.Context, *lint.Pass) error

// program is a compiled suite.
type program struct {
	compiler *ast.Compiler
	wants    keys
	store    storage.Store // what data holds besides policies
}

// newSuite returns a suite that is compiled when one of its policies first runs.
func newSuite(bounds limits, how compilation, modules func(*ast.Capabilities) ([]*ast.Module, error)) *suite {
	return &suite{bounds, sync.OnceValues(func() (*program, error) {
		capabilities := sandbox()
		loaded, err := modules(capabilities)
		if err != nil {
			return nil, err
		}
		return compileWith(loaded, how, capabilities)
	})}
}

// compilation says how modules are compiled.
type compilation struct {
	strict   bool // as opa check --strict
	schema   bool // against the schema of the input: reading it costs more than a few policies do
	printing bool // with calls of print, which are left out otherwise
	data     map[string]any
}

func compile(modules []*ast.Module, how compilation) (*program, error) {
	return compileWith(modules, how, sandbox())
}

func compileWith(modules []*ast.Module, how compilation, capabilities *ast.Capabilities) (*program, error) {
	byName := make(map[string]*ast.Module, len(modules))
	for i, module := range modules {
		byName[fmt.Sprintf("%s:%d", module.Package.Location.File, i)] = module // a manifest may hold several
	}
	compiler := ast.NewCompiler().WithCapabilities(capabilities).WithStrict(how.strict).WithEnablePrintStatements(how.printing).SetErrorLimit(0).
		WithStageAfterID(ast.StageCheckDeprecatedBuiltins, boundStage())
	wanted := wantedKeys(modules)
	if how.schema {
		schema, err := schemaFor(wanted)
		if err != nil {
			return nil, err
		}
		compiler = compiler.WithSchemas(schema)
	}
	if compiler.Compile(byName); compiler.Failed() {
		return nil, explain(compiler.Errors)
	}
	store := inmem.New()
	if len(how.data) > 0 {
		store = inmem.NewFromObject(how.data)
	}
	return &program{compiler, wanted, store}, nil
}

// check returns the check of the policy of the suite that is a package, at a place.
// Its query is prepared when it first runs.
func (s *suite) check(policy ast.Ref, at *ast.Location) check {
	prepare := sync.OnceValues(func() (*query, error) { return s.prepare(policy, at) })
	return func(ctx context.Context, pass *lint.Pass) error {
		query, err := prepare()
		if err != nil {
			return err
		}
		return query.run(ctx, pass)
	}
}

// query is a policy that is ready to run.
type query struct {
	*program
	limits
	body ast.Body
	at   *ast.Location // of the findings in the policy
}

// found is the variable that a query binds to what is found.
const found = ast.Var("found")

func (s *suite) prepare(policy ast.Ref, at *ast.Location) (*query, error) {
	program, err := s.program()
	if err != nil {
		return nil, err
	}
	path := policy.Append(ast.StringTerm(findingsRule))
	body, err := program.ask(path)
	if err != nil {
		return nil, err
	}
	if rules := program.compiler.GetRules(path); len(rules) > 0 {
		at = rules[0].Location
	}
	return &query{program, s.limits, body, at}, nil
}

// ask compiles the query for what a path of data holds.
func (p *program) ask(path ast.Ref) (ast.Body, error) {
	body := ast.NewBody(ast.Equality.Expr(ast.NewTerm(found), ast.NewTerm(path)))
	compiled, err := p.compiler.QueryCompiler().Compile(body)
	return compiled, explain(err)
}

// run evaluates the policy and reports what it finds.
func (q *query) run(ctx context.Context, pass *lint.Pass) error {
	view := viewOf(pass.Snapshot)
	members, err := q.members(ctx, view, pass.Rule)
	if err != nil {
		return err
	}
	for _, value := range members {
		at, err := report(pass, view, value)
		if err != nil {
			return faultAt(q.at, "%w", err)
		}
		q.noteAbsent(q.at, at)
	}
	return nil
}

// members returns the members of the findings.
func (q *query) members(ctx context.Context, view *view, rule *lint.Rule) ([]any, error) {
	ctx, cancel := q.within(ctx)
	defer cancel()
	input, err := view.document(q.wants, rule)
	if err != nil {
		return nil, err
	}
	e := &evaluation{program: q.program, limits: q.limits, body: q.body, at: q.at, view: view, input: input}
	results, err := e.run(ctx)
	if err != nil {
		return nil, err
	}
	return membersOf(results)
}

// membersOf returns the members of the set that a query found.
func membersOf(results topdown.QueryResultSet) ([]any, error) {
	var all []any
	for _, result := range results {
		value, err := ast.JSON(result[found].Value)
		if err != nil {
			return nil, err
		}
		members, ok := value.([]any)
		if !ok {
			return nil, fmt.Errorf("%s is not a set, but %s", findingsRule, kindOf(value))
		}
		all = append(all, members...)
	}
	return all, nil
}
