package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/report"
)

// evaluator is the command policy eval.
type evaluator struct {
	*command
	input  inputFlags
	asked  policyFlags
	object string
	trace  bool
}

func newPolicyEval(c *command) *cobra.Command {
	e := &evaluator{command: c}
	cmd := &cobra.Command{
		Use:   "eval RULE PATH...",
		Short: "Evaluate one policy, step by step",
		Long: `Eval runs one policy of --policies over manifests, or over a single object and the
Nodes, and prints what it finds. With --trace every step of the evaluation is
printed before.`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return e.eval(cmd.Context(), args[0], args[1:]) },
	}
	cmd.Flags().SortFlags = false
	e.asked.add(c, cmd)
	cmd.Flags().StringVar(&e.object, "object", "", "look at `'[Kind] [NAMESPACE/]NAME'` only, and at the Nodes")
	cmd.Flags().BoolVar(&e.trace, "trace", false, "print every step")
	e.input.add(cmd)
	return cmd
}

func (e *evaluator) eval(ctx context.Context, name string, paths []string) error {
	project, err := e.input.find(paths)
	if err != nil {
		return err
	}
	set, err := e.input.load(e.command, project, paths)
	if err != nil {
		return err
	}
	if e.trace {
		e.asked.Trace = e.stdout
	}
	asked := e.asked.Options
	asked.Dirs = slices.Concat(project.resolve(project.Policies), asked.Dirs)
	all, err := catalogue(asked, set)
	if err != nil {
		return err
	}
	rule, err := findRule(all, name)
	if err != nil {
		return err
	}
	if unknown := keepObject(set, e.object); unknown != nil {
		return unknown
	}
	fleet, err := e.input.fleet(e.command, set, project)
	if err != nil {
		return err
	}
	result, err := fleet.Run(ctx, []*lint.Rule{rule})
	if err != nil {
		return err
	}
	if err := errors.Join(result.Failures...); err != nil {
		return err
	}
	return report.FindingFormats()[0].Write(e.stdout, &report.Findings{Fleet: fleet, Result: result}, report.Options{Quiet: true})
}

// keepObject takes all objects out of a set but for one, and the Nodes.
func keepObject(set *manifest.Set, name string) error {
	if name == "" {
		return nil
	}
	var known []string
	count := 0
	for _, file := range set.Files {
		file.Objects = slices.DeleteFunc(file.Objects, func(object *manifest.Object) bool {
			known = append(known, object.String())
			if isNamed(object, name) {
				count++
				return false
			}
			return object.Kind != "Node"
		})
	}
	if count == 0 {
		return fmt.Errorf("there is no object %q%s", name, lint.Hint(name, known))
	}
	return nil
}

// isNamed takes "DaemonSet kube-system/agent", "kube-system/agent" and "agent".
func isNamed(object *manifest.Object, name string) bool {
	full := object.String()
	_, short, _ := strings.Cut(full, " ")
	return name == full || name == short || name == object.Name
}
