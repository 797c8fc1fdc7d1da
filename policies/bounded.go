package policies

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"
)

// bounded are the functions of OPA that make their result in one piece, of whatever size
// their arguments ask for: the process would end before anybody looked at its memory.
// The others grow, and are stopped.
type bounded struct {
	name  string
	bytes func(args []*ast.Term) int // of the result, at most
}

// boundedPrefix comes before the names of those that dslint calls in their place.
const boundedPrefix = "internal.dslint."

func boundedFunctions() []bounded {
	return []bounded{{"concat", sizeOfConcat}, {"bits.lsh", sizeOfShift}}
}

func sizeOfConcat(args []*ast.Term) int {
	delimiter, _ := args[0].Value.(ast.String)
	size := 0
	count := func(item *ast.Term) {
		text, _ := item.Value.(ast.String)
		size += len(delimiter) + len(text)
	}
	switch items := args[1].Value.(type) {
	case *ast.Array:
		items.Foreach(count)
	case ast.Set:
		items.Foreach(count)
	}
	return size
}

func sizeOfShift(args []*ast.Term) int {
	by, _ := args[1].Value.(ast.Number)
	bits, _ := by.Int()
	return bits / 8
}

func (b *bounded) declaration() *ast.Builtin {
	original := ast.BuiltinMap[b.name]
	return &ast.Builtin{Name: boundedPrefix + b.name, Decl: types.NewFunction(original.Decl.FuncArgs().Args, original.Decl.Result())}
}

func (b *bounded) function() *topdown.Builtin {
	call := topdown.GetBuiltin(b.name)
	return &topdown.Builtin{
		Decl: b.declaration(),
		Func: func(context topdown.BuiltinContext, args []*ast.Term, yield func(*ast.Term) error) error {
			if size := b.bytes(args); size > memoryLimit {
				return topdown.Halt{Err: &topdown.Error{
					Code: topdown.BuiltinErr, Location: context.Location,
					Message: fmt.Sprintf("%s: the result takes %d MiB of memory, and a policy has %d", b.name, size>>20, memoryLimit>>20),
				}}
			}
			return call(context, args, yield)
		},
	}
}

// boundStage has the bounded functions called by the names of dslint's own. By then names
// are resolved, so that a rule of such a name is none of them, and types are checked.
func boundStage() ast.CompilerStageDefinition {
	names := map[string]ast.Ref{}
	for _, b := range boundedFunctions() {
		names[b.name] = (&ast.Builtin{Name: boundedPrefix + b.name}).Ref()
	}
	return ast.CompilerStageDefinition{
		Name: "BoundFunctions", MetricName: "compile_stage_bound_functions",
		Stage: func(compiler *ast.Compiler) *ast.Error {
			for _, module := range compiler.Modules {
				ast.WalkExprs(module, func(expr *ast.Expr) bool {
					if !expr.IsCall() {
						return false
					}
					if bounded, known := names[expr.Operator().String()]; known {
						expr.SetOperator(ast.NewTerm(bounded).SetLocation(expr.Location))
					}
					return false
				})
			}
			return nil
		},
	}
}
