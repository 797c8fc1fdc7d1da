package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/report"
)

// outputFlags say in which formats results are written, where to and how.
type outputFlags struct {
	asked []string
	color *choice
	quiet bool
}

func (o *outputFlags) add(cmd *cobra.Command, names []string) {
	usage := fmt.Sprintf("write %s (default %s), as `FORMAT[=FILE]`; may be repeated",
		strings.Join(names, ", "), names[0])
	cmd.Flags().StringArrayVarP(&o.asked, "output", "o", nil, usage)
	complete(cmd, "output", func() []string { return names })
	o.color = addChoice(cmd, "color", "colour the output", "auto", "always", "never")
}

// output is a format and where it goes: to a file, or to stdout for "".
type output[T any] struct {
	format report.Format[T]
	file   string
}

// chooseOutputs reads FORMAT[=FILE] for each -o that was given. Several may go to
// standard output, one after the other: the log of a workflow takes text and
// annotations.
func chooseOutputs[T any](o *outputFlags, formats []report.Format[T]) ([]output[T], error) {
	asked := o.asked
	if len(asked) == 0 {
		asked = []string{formats[0].Name}
	}
	taken := map[string]bool{}
	outputs := make([]output[T], 0, len(asked))
	for _, text := range asked {
		name, file, named := strings.Cut(text, "=")
		format, err := report.Pick(formats, name)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%w%s", err, lint.Hint(name, report.Names(formats)))
		case named && file == "":
			return nil, fmt.Errorf("-o %s names no file", text)
		case named && taken[file]:
			return nil, fmt.Errorf("two formats are to go to the file %s", file)
		}
		taken[file] = true
		outputs = append(outputs, output[T]{format, file})
	}
	return outputs, nil
}

// writeOutputs writes the results in every format.
func writeOutputs[T any](c *command, o *outputFlags, outputs []output[T], results T) error {
	for _, out := range outputs {
		var text bytes.Buffer
		options := report.Options{Color: c.colored(o.color.word, out.file), Quiet: o.quiet}
		if err := out.format.Write(&text, results, options); err != nil {
			return fmt.Errorf("write %s: %w", out.format.Name, err)
		}
		if err := c.deliver(out.file, text.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func (c *command) deliver(file string, text []byte) error {
	if file == "" {
		_, err := c.stdout.Write(text)
		return err
	}
	//nolint:gosec // reports are as public as the user's umask lets other files be
	return os.WriteFile(file, text, 0o666)
}

// colored decides as no-color.org asks: on a terminal only, unless the user says
// otherwise for this call.
func (c *command) colored(wish, file string) bool {
	if wish != "auto" {
		return wish == "always"
	}
	return file == "" && c.stdoutTerminal && c.getenv("NO_COLOR") == "" && c.getenv("TERM") != "dumb"
}
