package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

// screen is a terminal that goroutines may write to.
type screen struct {
	mutex sync.Mutex
	text  bytes.Buffer
	wrote chan struct{}
	once  sync.Once
}

func newScreen() *screen { return &screen{wrote: make(chan struct{})} }

func (s *screen) Write(text []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.once.Do(func() { close(s.wrote) })
	return s.text.Write(text)
}

func (s *screen) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.String()
}

func TestProgressIsToldAndCleared(t *testing.T) {
	t.Parallel()
	terminal := newScreen()
	p := newProgress(terminal, time.Millisecond)
	p.phase("checking 3 files")
	p.start()
	select {
	case <-terminal.wrote:
	case <-time.After(10 * time.Second):
		t.Fatal("nothing is told")
	}
	p.stop()
	p.stop()
	text := terminal.String()
	if !strings.HasPrefix(text, clearLine+"dslint: checking 3 files, 1ms") || !strings.HasSuffix(text, clearLine) {
		t.Errorf("the terminal got %q", text)
	}
}

func TestShortRunsTellNothing(t *testing.T) {
	t.Parallel()
	terminal := newScreen()
	p := newProgress(terminal, time.Hour)
	p.start()
	p.stop()
	if text := terminal.String(); text != "" {
		t.Errorf("the terminal got %q", text)
	}
}

func TestProgressIsForTerminals(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		terminal, quiet, want bool
	}{
		"terminal":       {true, false, true},
		"quiet terminal": {true, true, false},
		"file":           {false, false, false},
	} {
		c := &command{stderr: newScreen(), stderrTerminal: test.terminal}
		if got := c.tellsProgress(test.quiet); got != test.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
