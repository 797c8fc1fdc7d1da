package policies

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/dslint/dslint/lint"
)

// timeLimit is what one policy may take for all manifests of a run. An honest one
// takes milliseconds.
const timeLimit = 30 * time.Second

// suite holds policies that are compiled together.
type suite struct{ program func() (*program, error) }

// check is what a rule does.
type check = func(context.Context, *lint.Pass) error

// program is a compiled suite.
type program struct {
	compiler *ast.Compiler
	wants    keys
}

// newSuite returns a suite that is compiled when one of its policies first runs.
func newSuite(modules func() ([]*ast.Module, error)) *suite {
	return &suite{program: sync.OnceValues(func() (*program, error) { return compile(modules) })}
}

func compile(load func() ([]*ast.Module, error)) (*program, error) {
	modules, err := load()
	if err != nil {
		return nil, err
	}
	byFile := make(map[string]*ast.Module, len(modules))
	for _, module := range modules {
		byFile[module.Package.Location.File] = module
	}
	compiler := ast.NewCompiler().WithCapabilities(sandbox()).WithStrict(true)
	if compiler.Compile(byFile); compiler.Failed() {
		return nil, explain(compiler.Errors)
	}
	return &program{compiler, wantedKeys(modules)}, nil
}

// check returns the check of a policy of the suite. Its query is prepared when it
// first runs.
func (s *suite) check(policy *ast.Module) check {
	prepare := sync.OnceValues(func() (*query, error) { return s.prepare(policy) })
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
	body ast.Body
	at   *ast.Location // of the findings in the policy
}

// found is the variable that the query binds to the findings.
const found = ast.Var("found")

func (s *suite) prepare(policy *ast.Module) (*query, error) {
	program, err := s.program()
	if err != nil {
		return nil, err
	}
	path := policy.Package.Path.Append(ast.StringTerm(findingsRule))
	body := ast.NewBody(ast.Equality.Expr(ast.NewTerm(found), ast.NewTerm(path)))
	compiled, err := program.compiler.QueryCompiler().Compile(body)
	if err != nil {
		return nil, explain(err)
	}
	at := policy.Package.Location
	if rules := program.compiler.GetRules(path); len(rules) > 0 {
		at = rules[0].Location
	}
	return &query{program, compiled, at}, nil
}

// run evaluates the policy and reports what it finds.
func (q *query) run(ctx context.Context, pass *lint.Pass) error {
	view := viewOf(pass.Snapshot)
	input, err := view.document(q.wants, pass.Rule)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeLimit, fmt.Errorf("it takes more than %s", timeLimit))
	defer cancel()
	members, err := q.eval(ctx, input)
	if err != nil {
		return err
	}
	for _, value := range members {
		if err := report(pass, view, value); err != nil {
			return faultAt(q.at, "%w", err)
		}
	}
	return nil
}

// eval returns the members of the findings.
func (q *query) eval(ctx context.Context, input *ast.Term) ([]any, error) {
	stop := topdown.NewCancel()
	defer context.AfterFunc(ctx, stop.Cancel)()
	store := inmem.New()
	transaction, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, err
	}
	defer store.Abort(ctx, transaction)
	results, err := topdown.NewQuery(q.body).WithCompiler(q.compiler).WithInput(input).
		WithStore(store).WithTransaction(transaction).WithCancel(stop).Run(ctx)
	if ctx.Err() != nil {
		return nil, faultAt(q.at, "stopped: %w", context.Cause(ctx))
	}
	if err != nil {
		return nil, explain(err)
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
