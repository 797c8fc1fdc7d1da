package main

import (
	"bytes"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/docs"
	"github.com/dslint/dslint/lint/schema"
)

func newConfig(c *command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Describe the configuration",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newConfigSchema(c))
	return cmd
}

func newConfigSchema(c *command) *cobra.Command {
	var asked policyFlags
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the configuration",
		Long: `Schema prints the JSON Schema of .dslint.yaml, by which editors complete what is
written and mark what is wrong. It knows the rules of dslint, and of --policies.

An editor that runs the YAML language server takes it from a first line

  # yaml-language-server: $schema=` + schema.ID,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			text, err := configSchema(&asked)
			if err != nil {
				return err
			}
			_, err = c.stdout.Write(text)
			return err
		},
	}
	asked.add(c, cmd)
	return cmd
}

// configSchema returns the schema with the rules of the policies that are asked for.
func configSchema(asked *policyFlags) ([]byte, error) {
	if len(asked.Dirs) == 0 {
		return docs.Schema, nil
	}
	all, err := catalogue(asked.Options, nil)
	if err != nil {
		return nil, err
	}
	described := schema.Schema{}
	if err := json.Unmarshal(docs.Schema, &described); err != nil {
		return nil, err
	}
	schema.Add(described, all)
	return encodeSchema(described)
}

func encodeSchema(described schema.Schema) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(described)
	return text.Bytes(), err
}
