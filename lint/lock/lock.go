// Package lock writes down where DaemonSets run, for reviewers to read and for a run
// to hold the manifests to.
package lock

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/nodeset"
	"github.com/dslint/dslint/lint/placement"
)

// version is that of the format.
const version = 1

// Lock is where DaemonSets run.
type Lock struct {
	// DaemonSets are by "namespace/name".
	DaemonSets map[string]*Entry
	// Object is the document that the lock was read from, nil for a new one.
	Object *manifest.Object
}

// Entry is where one DaemonSet runs: the names of the nodes by outcome. Nodes that it
// is excluded from are left out.
type Entry struct {
	Scheduled, Pending, Refused, Undecided []string
	// Invalid tells that the API server refuses it.
	Invalid bool
}

// New returns the lock of a placement.
func New(matrix *placement.Matrix) *Lock {
	lock := &Lock{DaemonSets: map[string]*Entry{}}
	for _, w := range matrix.Workloads {
		if w.DaemonSet != nil {
			lock.DaemonSets[Key(w)] = newEntry(matrix, w)
		}
	}
	return lock
}

// Key is what a DaemonSet is called in a lock.
func Key(w *placement.Workload) string { return w.Namespace() + "/" + w.Object.Name }

func newEntry(matrix *placement.Matrix, w *placement.Workload) *Entry {
	entry := &Entry{Invalid: len(matrix.Errors(w)) > 0}
	for _, verdict := range matrix.Of(w) {
		if list := entry.list(verdict.Outcome); list != nil {
			*list = append(*list, verdict.NodeNames()...)
		}
	}
	return entry
}

// list returns the names for an outcome, nil for Excluded.
func (e *Entry) list(outcome placement.Outcome) *[]string {
	switch outcome {
	case placement.Scheduled:
		return &e.Scheduled
	case placement.Pending:
		return &e.Pending
	case placement.Refused:
		return &e.Refused
	case placement.Undecided:
		return &e.Undecided
	case placement.Excluded:
	}
	return nil
}

// outcomes are those that a lock names, in its order.
var outcomes = []placement.Outcome{placement.Scheduled, placement.Pending, placement.Refused, placement.Undecided}

// Outcomes returns the outcome on each node that the entry names.
func (e *Entry) Outcomes() map[string]placement.Outcome {
	all := map[string]placement.Outcome{}
	for _, outcome := range outcomes {
		for _, name := range *e.list(outcome) {
			all[name] = outcome
		}
	}
	return all
}

// document is the lock as it stands in its file.
type document struct {
	Version    int                 `json:"version"`
	DaemonSets map[string]outcomed `json:"daemonSets"`
}

type outcomed struct {
	Invalid   bool     `json:"invalid,omitempty"`
	Scheduled []string `json:"scheduled,omitempty"`
	Pending   []string `json:"pending,omitempty"`
	Refused   []string `json:"refused,omitempty"`
	Undecided []string `json:"undecided,omitempty"`
}

// Parse reads a lock. The error tells the place of what is wrong with it.
func Parse(file *manifest.File) (*Lock, error) {
	for _, problem := range file.Problems {
		return nil, fmt.Errorf("%s: %s", problem.Span, problem.Message)
	}
	if len(file.Objects) != 1 {
		return nil, fmt.Errorf("%s: a lock is one document", file.Name)
	}
	object, read := file.Objects[0], document{}
	var faults []error
	for _, fault := range object.Decode(&read) {
		faults = append(faults, fmt.Errorf("%s: %s", fault.Place, fault.Message))
	}
	if len(faults) == 0 && read.Version != version {
		faults = append(faults, fmt.Errorf("%s: version %d of the lock is not known, write it anew",
			object.At("version").Span(), read.Version))
	}
	lock := &Lock{DaemonSets: map[string]*Entry{}, Object: object}
	for name, written := range read.DaemonSets {
		entry, err := written.entry()
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", object.At("daemonSets", name).KeySpan(), err))
		}
		lock.DaemonSets[name] = entry
	}
	return lock, errors.Join(faults...)
}

func (o *outcomed) entry() (*Entry, error) {
	entry := &Entry{Invalid: o.Invalid}
	var faults []error
	for i, lines := range [][]string{o.Scheduled, o.Pending, o.Refused, o.Undecided} {
		names, err := nodeset.Read(lines)
		*entry.list(outcomes[i]), faults = names, append(faults, err)
	}
	return entry, errors.Join(faults...)
}

// Bytes writes the lock: sorted, a line for each series of nodes, so that a reviewer
// sees in a diff what moves.
func (l *Lock) Bytes() []byte {
	var b strings.Builder
	b.WriteString("# Where DaemonSets run. Written by dslint place --write-lock, held by dslint --locked.\n")
	fmt.Fprintf(&b, "version: %d\ndaemonSets:", version)
	if len(l.DaemonSets) == 0 {
		b.WriteString(" {}")
	}
	b.WriteString("\n")
	for _, name := range l.names() {
		fmt.Fprintf(&b, "  %s:", name)
		l.DaemonSets[name].write(&b)
	}
	return []byte(b.String())
}

func (l *Lock) names() []string {
	names := make([]string, 0, len(l.DaemonSets))
	for name := range l.DaemonSets {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (e *Entry) write(b *strings.Builder) {
	before := b.Len()
	if e.Invalid {
		b.WriteString("\n    invalid: true")
	}
	for _, outcome := range outcomes {
		names := *e.list(outcome)
		if len(names) == 0 {
			continue
		}
		fmt.Fprintf(b, "\n    %s:", outcome)
		for _, line := range nodeset.Write(slices.Clone(names)) {
			fmt.Fprintf(b, "\n      - %q", line)
		}
	}
	if b.Len() == before {
		b.WriteString(" {}")
	}
	b.WriteString("\n")
}
