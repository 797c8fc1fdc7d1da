package policies

import (
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// coverage notes which lines of policies are reached.
type coverage struct{ reached map[string]map[int]bool } // lines by file

func newCoverage() *coverage { return &coverage{map[string]map[int]bool{}} }

// Enabled makes the evaluation tell its steps.
func (c *coverage) Enabled() bool { return true }

// Config asks for nothing that costs more than the steps themselves.
func (c *coverage) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

// TraceEvent notes a step: an expression that is looked at, and a rule that holds.
func (c *coverage) TraceEvent(event topdown.Event) {
	switch event.Op {
	case topdown.EvalOp:
		if expr, ok := event.Node.(*ast.Expr); ok {
			c.note(expr.Location)
		}
	case topdown.ExitOp:
		if rule, ok := event.Node.(*ast.Rule); ok {
			c.note(rule.Head.Location)
		}
	default:
	}
}

func (c *coverage) note(at *ast.Location) {
	if at == nil {
		return
	}
	if c.reached[at.File] == nil {
		c.reached[at.File] = map[int]bool{}
	}
	c.reached[at.File][at.Row] = true
}

// lines returns the lines of a module that could be reached: those with the head of a
// rule or an expression.
func linesOf(module *ast.Module) map[int]bool {
	lines := map[int]bool{}
	ast.WalkRules(module, func(rule *ast.Rule) bool {
		if !rule.Default {
			lines[rule.Head.Location.Row] = true
		}
		return false
	})
	ast.WalkExprs(module, func(expr *ast.Expr) bool {
		if expr.Location != nil && !expr.Generated {
			lines[expr.Location.Row] = true
		}
		return false
	})
	return lines
}

// of returns the share of the lines of modules that are reached, in percent, and the
// others by file.
func (c *coverage) of(modules []*ast.Module) (percent float64, left map[string]string) {
	left = map[string]string{}
	count, reached := 0, 0
	for _, module := range modules {
		file := module.Package.Location.File
		var missed []int
		for _, line := range sortedKeys(linesOf(module)) {
			count++
			if c.reached[file][line] {
				reached++
			} else {
				missed = append(missed, line)
			}
		}
		if len(missed) > 0 {
			left[file] = ranges(missed)
		}
	}
	if count == 0 {
		return 100, left
	}
	return 100 * float64(reached) / float64(count), left
}

// ranges writes 3, 4, 5, 9 as "3-5 9".
func ranges(lines []int) string {
	var parts []string
	for i := 0; i < len(lines); {
		end := i
		for end+1 < len(lines) && lines[end+1] == lines[end]+1 {
			end++
		}
		part := fmt.Sprint(lines[i])
		if end > i {
			part = fmt.Sprintf("%d-%d", lines[i], lines[end])
		}
		parts, i = append(parts, part), end+1
	}
	return strings.Join(parts, " ")
}
