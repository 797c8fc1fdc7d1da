package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/validation"
)

// comparison counts what was compared.
type comparison struct {
	*server

	w        io.Writer
	seeds    int
	rounds   int
	verdicts map[verdict]int // of Kubernetes
	differ   map[string]int  // by what the differences have in common
}

func (o *options) compare(w io.Writer, kubernetes *server) error {
	own, err := builtInSeeds()
	if err != nil {
		return err
	}
	others, err := seedsBelow(o.folders)
	if err != nil {
		return err
	}
	all := slices.Concat(own, others)
	c := &comparison{server: kubernetes, w: w, verdicts: map[verdict]int{}, differ: map[string]int{}}
	for ; c.seeds < len(all); c.seeds++ {
		if err := c.check(all[c.seeds].name, all[c.seeds].object); err != nil {
			return err
		}
	}
	for ; c.rounds < o.rounds && len(c.differ) < o.failures; c.rounds++ {
		m := newMutator(o.seed, c.rounds)
		from := all
		if m.chance(40) {
			from = own
		}
		object := m.mutated(as(pick(m, o.kinds), pick(m, from).object), 1+m.IntN(6))
		if err := c.check(fmt.Sprintf("seed %d, object %d", o.seed, c.rounds), object); err != nil {
			return err
		}
	}
	return c.print(o.seed)
}

// check compares the answers to one object, and reports the first difference of each
// kind.
func (c *comparison) check(name string, object tree) error {
	d, err := c.differenceOn(object)
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, marshal(object))
	}
	c.verdicts[d.verdict]++
	if d.empty() {
		return nil
	}
	if c.differ[d.shape()]++; c.differ[d.shape()] > 1 {
		return nil
	}
	return c.report(name, object, d.shape())
}

// difference is what the two say of an object, and nothing where they agree.
type difference struct {
	verdict        verdict
	missing, extra []string
}

func (d *difference) empty() bool { return len(d.missing)+len(d.extra) == 0 }

// shape is what differences of one kind have in common.
func (d *difference) shape() string { return shapes(d.missing) + "|" + shapes(d.extra) }

var variable = regexp.MustCompile(`\[[^\]]*\]|"[^"]*"|-?[0-9][0-9.e+]*`)

func shapes(errs []string) string {
	list := make([]string, len(errs))
	for i, err := range errs {
		list[i] = variable.ReplaceAllString(err, "_")
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), ";")
}

// differenceOn asks both about an object. Where Kubernetes panics there is nothing to
// compare.
func (s *server) differenceOn(object tree) (*difference, error) {
	data := marshal(object)
	want, err := s.answer(data, textAt(object, "apiVersion"), textAt(object, "kind"))
	if err != nil || want.verdict == panics {
		return &difference{verdict: want.verdict}, err
	}
	objects := manifest.Parse("object.json", data).Objects
	if len(objects) != 1 {
		return nil, fmt.Errorf("dslint reads %d objects", len(objects))
	}
	var got []string
	for _, err := range validation.Validate(objects[0]) {
		got = append(got, err.String())
	}
	theirs, ours := foreseeable(object, want.errors), foreseeable(object, got)
	return &difference{want.verdict, without(theirs, ours), without(ours, theirs)}, nil
}

// without returns what is in a and not in b.
func without(a, b []string) []string {
	a = slices.Clone(a)
	slices.Sort(a)
	return slices.DeleteFunc(slices.Compact(a), func(text string) bool { return slices.Contains(b, text) })
}
