package policies

import (
	"fmt"
	"io"

	printing "github.com/open-policy-agent/opa/v1/topdown/print"
)

// printer writes what policies print, each time with the place of the call.
type printer struct{ to io.Writer }

// Print writes a line.
func (p printer) Print(at printing.Context, text string) error {
	_, err := fmt.Fprintf(p.to, "%s: %s\n", place(at.Location), text)
	return err
}

// printTo returns nil where nobody reads: calls of print are then left out.
func printTo(to io.Writer) printing.Hook { //nolint:ireturn // the query takes the interface
	if to == nil {
		return nil
	}
	return printer{to}
}
