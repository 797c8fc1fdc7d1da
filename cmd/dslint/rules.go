package main

import (
	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint/report"
)

func newRules(c *command) *cobra.Command {
	var output outputFlags
	var asked policyFlags
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Long:  "Rules lists all rules with their severity; those that are off run only when the configuration or --rule asks.",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			outputs, err := chooseOutputs(&output, report.RuleFormats())
			if err != nil {
				return err
			}
			all, err := catalogue(asked.Options, nil)
			if err != nil {
				return err
			}
			return writeOutputs(c, &output, outputs, all)
		},
	}
	output.add(cmd, report.Names(report.RuleFormats()))
	asked.add(c, cmd)
	return cmd
}
