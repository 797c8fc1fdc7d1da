package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/policies"
)

func newPolicy(c *command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Test, check and try out policies",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPolicyTest(c), newPolicyCheck(c), newPolicyEval(c))
	return cmd
}

func newPolicyTest(c *command) *cobra.Command {
	var asked policies.TestOptions
	var run string
	var verbose bool
	cmd := &cobra.Command{
		Use:   "test DIR...",
		Short: "Run the tests and examples of policies",
		Long: `Test runs the rules test_NAME of the files NAME_test.rego, and the examples in the
file NAME.txtar beside a policy of dslint: bad/NAME.yaml, in which every line that
the policy finds something in ends in "# want: TEXT", and good/NAME.yaml.

It ends with 1 where a test fails.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, dirs []string) error {
			asked.Dirs, asked.Print = dirs, c.stderr
			var err error
			if asked.Run, err = pattern(run); err != nil {
				return err
			}
			return c.testPolicies(cmd.Context(), asked, verbose)
		},
	}
	cmd.Flags().StringArrayVar(&asked.Data, "data", nil, "give policies the JSON and YAML of `PATH` as data; may be repeated")
	cmd.Flags().StringVar(&run, "run", "", "run only tests whose name matches `REGEXP`")
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "list all tests, and the lines that they do not reach")
	cmd.Flags().DurationVar(&asked.Timeout, "policy-timeout", policies.DefaultTimeout, "stop a test that takes longer")
	return cmd
}

// pattern reads --run, nil for none.
func pattern(text string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // everything matches
	}
	compiled, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("--run: %w", err)
	}
	return compiled, nil
}

func (c *command) testPolicies(ctx context.Context, asked policies.TestOptions, verbose bool) error {
	report, err := asked.Test(ctx)
	if err != nil {
		return err
	}
	if report.Failed() > 0 {
		c.exit = exitFindings
	}
	return report.Write(c.stdout, verbose)
}

func newPolicyCheck(c *command) *cobra.Command {
	var asked policies.Options
	cmd := &cobra.Command{
		Use:   "check DIR...",
		Short: "Check policies: strict compiler, schema of the input, metadata, format",
		Long: `Check compiles policies strictly, holds those of dslint's own dialect against the
schema of their input, looks for their metadata, and tells which files are not
written as opa fmt does. Templates of Gatekeeper are compiled.

It ends with 1 where something is wrong.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, dirs []string) error {
			asked.Dirs = dirs
			return c.checkPolicies(asked)
		},
	}
	cmd.Flags().StringArrayVar(&asked.Data, "data", nil, "give policies the JSON and YAML of `PATH` as data; may be repeated")
	return cmd
}

func (c *command) checkPolicies(asked policies.Options) error {
	err := asked.Check()
	var unreadable *policies.ReadError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unreadable):
		return err
	}
	c.exit = exitFindings
	_, err = fmt.Fprintln(c.stdout, strings.TrimRight(err.Error(), "\n"))
	return err
}
