package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/policies"
)

func newNew(c *command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new",
		Short: "Write the start of a policy or a rule",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newNewPolicy(c), newNewRule(c))
	return cmd
}

func newNewPolicy(c *command) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "policy NAME",
		Short: "Write a policy with its tests and examples",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := policies.Scaffold(args[0])
			if err != nil {
				return err
			}
			return c.writeNew(dir, files)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "policies", "write into `DIR`")
	return cmd
}

// writeNew writes files that must not be there yet.
func (c *command) writeNew(dir string, files []policies.File) error {
	for _, file := range files {
		if _, err := os.Lstat(filepath.Join(dir, file.Name)); err == nil {
			return fmt.Errorf("%s is there already", filepath.Join(dir, file.Name))
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // as public as the user's umask lets it be
		return err
	}
	for _, file := range files {
		name := filepath.Join(dir, file.Name)
		if err := os.WriteFile(name, file.Text, 0o644); err != nil { //nolint:gosec // as public as other sources
			return err
		}
		if _, err := fmt.Fprintln(c.stdout, name); err != nil {
			return err
		}
	}
	return nil
}
