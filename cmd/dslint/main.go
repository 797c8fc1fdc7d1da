// Dslint tells, before a merge, what kubectl get ds will say after it.
package main

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/mattn/go-isatty"
)

func main() {
	delayCollection()
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

// delayCollection lets the heap grow before garbage is looked for the first time, and
// has it looked for as usual from then on: a run over a few files ends before it, and
// one over many is large anyway. Who sets GOGC knows better.
func delayCollection() {
	if os.Getenv("GOGC") != "" {
		return
	}
	const percent = 1000 // of the 4 MiB at which Go begins
	usual := debug.SetGCPercent(percent)
	first := new([1]*int)
	runtime.AddCleanup(first, func(percent int) { debug.SetGCPercent(percent) }, usual)
}
