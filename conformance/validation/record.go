package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"
)

// record holds one small manifest for every kind of error that Kubernetes gives to
// changes of the built-in manifests, for tests that have to do without Kubernetes.
type record struct {
	*server

	entries []entry
	known   map[string]bool // kinds of errors
}

// entry is a manifest and what Kubernetes answers to it.
type entry struct {
	Object tree     `json:"object"`
	Errors []string `json:"errors"`
}

// What is longer is kept out of the record.
const (
	mostErrors = 4
	mostBytes  = 2000
)

func (o *options) record(w io.Writer, kubernetes *server) error {
	seeds, err := builtInSeeds()
	if err != nil {
		return err
	}
	r := &record{server: kubernetes, known: map[string]bool{}}
	if err := r.load(o.recordTo); err != nil {
		return err
	}
	for _, kind := range slices.Compact(slices.Clone(o.kinds)) {
		for round := range o.rounds {
			m, changes := newMutator(o.seed, round), 1 // what is wrong alone makes the best example
			if 2*round >= o.rounds {
				changes += m.IntN(6)
			}
			r.addAll(kind, m.mutated(as(kind, pick(m, seeds).object), changes))
		}
		if _, err := fmt.Fprintf(w, "%s: %d kinds of errors\n", kind, len(r.known)); err != nil {
			return err
		}
	}
	return r.save(o.recordTo)
}

// addAll adds an entry for every error to an object that is not known yet.
func (r *record) addAll(kind string, object tree) {
	for _, text := range r.errorsOf(object) {
		if kind != "DaemonSet" && strings.Contains(text, "template.spec.") {
			continue // the same as for DaemonSets
		}
		if !r.known[errorKind(text)] {
			r.add(r.smallest(object, errorKind(text)))
		}
	}
}

func (r *record) add(e entry) {
	for _, text := range e.Errors {
		r.known[errorKind(text)] = true
	}
	if len(e.Errors) <= mostErrors && len(marshal(e.Object)) <= mostBytes {
		r.entries = append(r.entries, e)
	}
}

// errorsOf returns the errors to an object that can be foreseen.
func (r *record) errorsOf(object tree) []string {
	a, err := r.answer(marshal(object), textAt(object, "apiVersion"), textAt(object, "kind"))
	if err != nil {
		return nil
	}
	return foreseeable(object, a.errors)
}

// smallest shrinks an object to what an error of a kind needs: first other errors
// go, then all that is not needed.
func (r *record) smallest(object tree, kind string) entry {
	count := func(candidate tree) int {
		errs := r.errorsOf(candidate)
		if !slices.ContainsFunc(errs, func(text string) bool { return errorKind(text) == kind }) {
			return math.MaxInt
		}
		return len(errs)
	}
	fewest := count(object)
	small := shrink(object, func(candidate tree) bool {
		errs := count(candidate)
		if errs >= fewest {
			return false
		}
		fewest = errs
		return true
	})
	small = shrink(small, func(candidate tree) bool { return count(candidate) <= fewest })
	return entry{small, r.errorsOf(small)}
}

// load reads what is in the file already.
func (r *record) load(path string) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	for err == nil {
		var e entry
		if err = decoder.Decode(&e); err == nil {
			r.add(e)
		}
	}
	if !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// save writes one entry a line.
func (r *record) save(path string) error {
	slices.SortFunc(r.entries, func(a, b entry) int {
		return cmp.Or(strings.Compare(a.Errors[0], b.Errors[0]), bytes.Compare(marshal(a.Object), marshal(b.Object)))
	})
	var b bytes.Buffer
	for _, e := range r.entries {
		b.Write(append(marshal(e), '\n'))
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}
