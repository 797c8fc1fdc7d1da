// Dslint tells, before a merge, what kubectl get ds will say after it.
package main

import (
	"context"
	"os"
	"time"

	"github.com/mattn/go-isatty"
)

func main() {
	c := &command{
		stdin:          os.Stdin,
		stdout:         os.Stdout,
		stderr:         os.Stderr,
		getenv:         os.Getenv,
		now:            time.Now,
		stdoutTerminal: isatty.IsTerminal(os.Stdout.Fd()),
		stderrTerminal: isatty.IsTerminal(os.Stderr.Fd()),
	}
	os.Stderr = nil // kustomize gives advice there that nobody asked for
	os.Exit(c.run(context.Background(), os.Args[1:]))
}
