package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dslint/dslint/lint"
)

const about = `dslint tells, before a merge, what kubectl get ds will say after it.

It reads Kubernetes manifests and Nodes from files, decides for every DaemonSet and
Pod on which nodes it will run, and reports mistakes. It talks to no cluster.`

const rootExamples = `  dslint .                                  lint all manifests below this folder
  kubectl get nodes -o yaml > nodes.yaml    take an inventory ...
  dslint manifests --nodes nodes.yaml       ... and lint against it
  dslint place manifests --nodes nodes.yaml show what runs where
  kustomize build prod | dslint -           lint what another tool renders`

// newRoot returns the root command, which lints when it is given paths.
func newRoot(c *command) *cobra.Command {
	root := newLint(c)
	root.Use = "dslint PATH..."
	root.Short = "Tell what kubectl get ds will say"
	root.Long = about
	root.Example = rootExamples
	root.Version = version()
	root.SetVersionTemplate("dslint {{.Version}}\n")
	root.AddCommand(newLint(c), newFix(c), newPlace(c), newDiff(c), newInit(c), newRules(c), newExplain(c), newPolicy(c), newConfig(c), newNew(c), newVersion(c))
	root.SetFlagErrorFunc(explainFlag)
	run := root.RunE
	root.RunE = func(cmd *cobra.Command, args []string) error { return explainPath(cmd, args, run(cmd, args)) }
	return root
}

// explainFlag adds to the error for an unknown flag the name that was perhaps meant.
func explainFlag(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return err
	}
	var names []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, "--"+flag.Name) })
	return fmt.Errorf("%w%s", err, lint.Hint("--"+unknown.GetSpecifiedName(), names))
}

// explainPath tells who misspelt a command that it was taken for a path.
func explainPath(root *cobra.Command, args []string, err error) error {
	var missing *fs.PathError
	if !errors.As(err, &missing) || !errors.Is(err, fs.ErrNotExist) || len(args) == 0 || missing.Path != args[0] {
		return err
	}
	var names []string
	for _, sub := range root.Commands() {
		names = append(names, sub.Name())
	}
	slices.Sort(names)
	return fmt.Errorf("%w%s", err, lint.Hint(args[0], names))
}
