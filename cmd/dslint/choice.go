package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
)

// choice is a flag that takes one of a few words.
type choice struct {
	word  string
	words []string
}

// addChoice adds the flag; the first word is the default.
func addChoice(cmd *cobra.Command, name, usage string, words ...string) *choice {
	c := &choice{words[0], words}
	cmd.Flags().Var(c, name, usage)
	complete(cmd, name, func() []string { return words })
	return c
}

func (c *choice) String() string { return c.word }

// Type is what the help calls the value.
func (c *choice) Type() string { return strings.Join(c.words, "|") }

// Set refuses any other word.
func (c *choice) Set(word string) error {
	if !slices.Contains(c.words, word) {
		return fmt.Errorf("use one of %s%s", strings.Join(c.words, ", "), lint.Hint(word, c.words))
	}
	c.word = word
	return nil
}

// complete offers words to the shell for the value of a flag.
func complete(cmd *cobra.Command, flag string, words func() []string) {
	offer := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words(), cobra.ShellCompDirectiveNoFileComp
	}
	// It fails only for a flag that is not there, and then nothing is offered.
	_ = cmd.RegisterFlagCompletionFunc(flag, offer)
}
