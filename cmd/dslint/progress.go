package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress tells a person at a terminal what a long run is doing. Nothing is
// written before its first tick.
type progress struct {
	w     io.Writer
	every time.Duration

	mutex sync.Mutex
	doing string

	once sync.Once
	done chan struct{}
	wait sync.WaitGroup
}

// clearLine goes back to the start of the line and empties it.
const clearLine = "\r\x1b[K"

func newProgress(w io.Writer, every time.Duration) *progress {
	return &progress{w: w, every: every, done: make(chan struct{})}
}

// startProgress starts telling if there is anybody to tell.
func (c *command) startProgress(quiet bool) *progress {
	p := newProgress(c.stderr, time.Second)
	if c.tellsProgress(quiet) {
		p.start()
	}
	return p
}

// tellsProgress reports whether a person reads stderr and wants to be told.
func (c *command) tellsProgress(quiet bool) bool { return c.stderrTerminal && !quiet }

func (p *progress) start() { p.wait.Go(p.tell) }

// phase says what is done from now on.
func (p *progress) phase(doing string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.doing = doing
}

// stop ends the telling and leaves no trace on the screen. It may be called again.
func (p *progress) stop() {
	p.once.Do(func() {
		close(p.done)
		p.wait.Wait()
	})
}

func (p *progress) tell() {
	ticker := time.NewTicker(p.every)
	defer ticker.Stop()
	for ticks := 1; ; ticks++ {
		select {
		case <-p.done:
			if ticks > 1 {
				p.write(clearLine)
			}
			return
		case <-ticker.C:
			p.mutex.Lock()
			doing := p.doing
			p.mutex.Unlock()
			p.write(fmt.Sprintf("%sdslint: %s, %s", clearLine, doing, time.Duration(ticks)*p.every))
		}
	}
}

// write passes over errors: a lost line of progress is no loss.
func (p *progress) write(text string) { _, _ = io.WriteString(p.w, text) }
