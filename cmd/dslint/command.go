package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/dslint/dslint/lint/report"
)

// The exit codes, which scripts rely on.
const (
	exitClean    = 0
	exitFindings = 1 // findings at or above --fail-on
	exitFailure  = 2 // dslint could not do its work
)

// command is one call of dslint with everything it touches.
type command struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
	// stdoutTerminal and stderrTerminal tell that a person reads along.
	stdoutTerminal, stderrTerminal bool

	// exit is the code to end with where no error says otherwise.
	exit int
}

// run carries the call out and returns its exit code.
func (c *command) run(ctx context.Context, args []string) int {
	root := newRoot(c) //nolint:contextcheck // cobra hands the context to the commands
	root.SetArgs(args)
	root.SetIn(c.stdin)
	root.SetOut(c.stdout)
	root.SetErr(c.stderr)
	if err := root.ExecuteContext(ctx); err != nil {
		c.complain(err.Error())
		return exitFailure
	}
	return c.exit
}

// complain writes what went wrong to stderr, each line with the name of the
// program in front.
func (c *command) complain(text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		// There is nobody left to tell that stderr is closed.
		_, _ = fmt.Fprintf(c.stderr, "dslint: %s\n", report.Visible(line))
	}
}
