package main

import (
	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint/inventory"
)

// whatIfFlags change the inventory before anything is decided.
type whatIfFlags struct{ changes []inventory.Change }

func (w *whatIfFlags) add(cmd *cobra.Command) {
	for _, flag := range []struct {
		name, usage string
		read        func(string) (inventory.Change, error)
	}{
		{"taint", "what if: taint nodes, as in kubectl: `'NODE key=value:Effect'`, 'NODE key:Effect-'", inventory.Taint},
		{"label", "what if: label nodes, as in kubectl: `'NODE key=value'`, 'NODE key-'", inventory.Label},
		{"cordon", "what if: cordon `NODE`", inventory.Cordon},
		{"without-node", "what if: `NODE` is gone; a NODE is a name, a glob or '-l SELECTOR'", inventory.Without},
	} {
		cmd.Flags().Var(&changeFlag{read: flag.read, into: &w.changes}, flag.name, flag.usage)
	}
}

// changeFlag appends to one list whatever flag it comes from: changes happen in the
// order in which they are written.
type changeFlag struct {
	read func(string) (inventory.Change, error)
	into *[]inventory.Change
}

// Set reads one change.
func (f *changeFlag) Set(text string) error {
	change, err := f.read(text)
	if err != nil {
		return err
	}
	*f.into = append(*f.into, change)
	return nil
}

// String returns nothing: there is no default.
func (f *changeFlag) String() string { return "" }

// Type is what the help calls the value.
func (f *changeFlag) Type() string { return "change" }
