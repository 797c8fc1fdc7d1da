// Package lock writes down where DaemonSets run, for reviewers to read and for a run
// to hold the manifests to.
package lock

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/nodeset"
	"github.com/dslint/dslint/lint/placement"
)

// version is that of the format.
const version = 1

// Lock is where the DaemonSets of a cluster run.
type Lock struct {
	// DaemonSets are by "namespace/name".
	DaemonSets map[string]*Entry
	// Gone are clusters that the file holds beside, and that are not there any more.
	Gone []manifest.Ref

	at manifest.Ref // what holds the DaemonSets, zero for a new lock
}

// At returns the entry of a DaemonSet in the file that the lock was read from.
func (l *Lock) At(name string) manifest.Ref { return l.at.At(name) }

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

// File is what a file holds: the lock of the one cluster that there is, or of several.
type File struct {
	only     *Lock
	clusters map[string]*Lock
	object   *manifest.Object
}

// document is the lock as it stands in its file.
type document struct {
	Version    int                            `json:"version"`
	DaemonSets map[string]outcomed            `json:"daemonSets"`
	Clusters   map[string]map[string]outcomed `json:"clusters"`
}

type outcomed struct {
	Invalid   bool     `json:"invalid,omitempty"`
	Scheduled []string `json:"scheduled,omitempty"`
	Pending   []string `json:"pending,omitempty"`
	Refused   []string `json:"refused,omitempty"`
	Undecided []string `json:"undecided,omitempty"`
}

// Parse reads a lock. The error tells the place of what is wrong with it.
func Parse(file *manifest.File) (*File, error) {
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
	parsed := &File{object: object, clusters: map[string]*Lock{}}
	for name, entries := range read.Clusters {
		lock, err := newLock(object.At("clusters", name), entries)
		parsed.clusters[name], faults = lock, append(faults, err)
	}
	if read.Clusters == nil {
		lock, err := newLock(object.At("daemonSets"), read.DaemonSets)
		parsed.only, faults = lock, append(faults, err)
	}
	return parsed, errors.Join(faults...)
}

func newLock(at manifest.Ref, entries map[string]outcomed) (*Lock, error) {
	lock := &Lock{DaemonSets: map[string]*Entry{}, at: at}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		written := entries[name]
		entry, err := written.entry()
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", at.At(name).KeySpan(), err))
		}
		lock.DaemonSets[name] = entry
	}
	return lock, errors.Join(faults...)
}

// Of returns the locks of clusters by their names, in that order. A cluster that the file
// does not hold has no DaemonSets there. It is an error if the file is of one cluster and
// there are several.
func (f *File) Of(names []string) ([]*Lock, error) {
	if f.only != nil && len(names) > 1 {
		return nil, fmt.Errorf("%s: the lock is of one cluster, and there are %s: dslint place --write-lock writes it anew",
			f.object.At("daemonSets").KeySpan(), strings.Join(names, ", "))
	}
	if f.only != nil {
		return []*Lock{f.only}, nil
	}
	locks := make([]*Lock, len(names))
	for i, name := range names {
		if locks[i] = f.clusters[name]; locks[i] == nil {
			locks[i] = &Lock{DaemonSets: map[string]*Entry{}, at: f.object.At("clusters", name)}
		}
	}
	return locks, nil
}

// Gone returns the clusters of the file that are not among the names.
func (f *File) Gone(names []string) []manifest.Ref {
	var gone []manifest.Ref
	for _, name := range slices.Sorted(maps.Keys(f.clusters)) {
		if !slices.Contains(names, name) {
			gone = append(gone, f.object.At("clusters", name))
		}
	}
	return gone
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

const head = "# Where DaemonSets run. Written by dslint place --write-lock, held by dslint --locked.\n"

// Bytes writes the lock: sorted, a line for each series of nodes, so that a reviewer
// sees in a diff what moves.
func (l *Lock) Bytes() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%sversion: %d\ndaemonSets:", head, version)
	l.write(&b, "  ")
	return []byte(b.String())
}

// WriteAll writes the locks of several clusters by their names. A cluster without
// DaemonSets is left out.
func WriteAll(locks map[string]*Lock) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%sversion: %d\nclusters:", head, version)
	before := b.Len()
	for _, name := range slices.Sorted(maps.Keys(locks)) {
		if len(locks[name].DaemonSets) > 0 {
			fmt.Fprintf(&b, "\n  %s:", quoted(name))
			locks[name].write(&b, "    ")
		}
	}
	if b.Len() == before {
		b.WriteString(" {}\n")
	}
	return []byte(strings.ReplaceAll(b.String(), "\n\n", "\n"))
}

// quoted writes the name of a cluster as a key.
func quoted(name string) string {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	plain := strings.Trim(name, letters+"0123456789-") == "" && strings.ContainsRune(letters, rune(name[0]))
	special := slices.Contains([]string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}, name)
	if plain && !special {
		return name
	}
	return strconv.Quote(name)
}

func (l *Lock) write(b *strings.Builder, indent string) {
	if len(l.DaemonSets) == 0 {
		b.WriteString(" {}")
	}
	b.WriteString("\n")
	for _, name := range slices.Sorted(maps.Keys(l.DaemonSets)) {
		fmt.Fprintf(b, "%s%s:", indent, name)
		l.DaemonSets[name].write(b, indent+"  ")
	}
}

func (e *Entry) write(b *strings.Builder, indent string) {
	before := b.Len()
	if e.Invalid {
		b.WriteString("\n" + indent + "invalid: true")
	}
	for _, outcome := range outcomes {
		names := *e.list(outcome)
		if len(names) == 0 {
			continue
		}
		fmt.Fprintf(b, "\n%s%s:", indent, outcome)
		for _, line := range nodeset.Write(slices.Clone(names)) {
			fmt.Fprintf(b, "\n%s  - %q", indent, line)
		}
	}
	if b.Len() == before {
		b.WriteString(" {}")
	}
	b.WriteString("\n")
}
