package policies

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

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
	prepared rego.PreparedEvalQuery
	wants    keys
	at       *ast.Location // of the findings in the policy
}

func (s *suite) prepare(policy *ast.Module) (*query, error) {
	program, err := s.program()
	if err != nil {
		return nil, err
	}
	path := policy.Package.Path.Append(ast.StringTerm(findingsRule))
	prepared, err := rego.New(rego.Query(path.String()), rego.Compiler(program.compiler)).
		PrepareForEval(context.Background())
	if err != nil {
		return nil, explain(err)
	}
	at := policy.Package.Location
	for _, rule := range program.compiler.GetRules(path) {
		at = rule.Location
		break
	}
	return &query{prepared, program.wants, at}, nil
}

// run evaluates the policy and reports what it finds.
func (q *query) run(ctx context.Context, pass *lint.Pass) error {
	view := viewOf(pass.Snapshot)
	document, err := view.document(q.wants)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeLimit, fmt.Errorf("it takes more than %s", timeLimit))
	defer cancel()
	results, err := q.prepared.Eval(ctx, rego.EvalParsedInput(document.Value))
	if ctx.Err() != nil {
		return faultAt(q.at, "stopped: %w", context.Cause(ctx))
	}
	if err != nil {
		return explain(err)
	}
	found, err := members(results)
	if err != nil {
		return faultAt(q.at, "%w", err)
	}
	for _, value := range found {
		if err := report(pass, view, value); err != nil {
			return faultAt(q.at, "%w", err)
		}
	}
	return nil
}

// members returns the members of the set that a query gave.
func members(results rego.ResultSet) ([]any, error) {
	if len(results) == 1 && len(results[0].Expressions) == 1 {
		if found, ok := results[0].Expressions[0].Value.([]any); ok {
			return found, nil
		}
	}
	return nil, fmt.Errorf("%s is not a set", findingsRule)
}
