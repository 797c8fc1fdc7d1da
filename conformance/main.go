// Command conformance compares dslint's placement with Kubernetes' own code, which
// it runs in process, on random sets of Nodes and DaemonSets.
//
// A set on which they differ is shrunk to what the difference needs and written as
// a scenario folder. Folders that are given are compared once more, and no others.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"k8s.io/klog/v2"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("conformance: ")
	start := time.Now()                                 //nolint:forbidigo // tells how long it took
	if err := run(os.Args[1:], os.Stdout); err != nil { //nolint:forbidigo // main names the terminal
		log.Fatal(err)
	}
	log.Print(time.Since(start).Round(time.Second))
}

// options are the flags.
type options struct {
	pairs    int
	seed     uint64
	out      string
	failures int
}

func run(args []string, w io.Writer) error {
	var o options
	flags := flag.NewFlagSet("conformance [flags] [folder...]", flag.ContinueOnError)
	flags.IntVar(&o.pairs, "n", 10_000, "how many `pairs` of a Node and a DaemonSet to compare, at least")
	flags.Uint64Var(&o.seed, "seed", 1, "the `number` that the sets are made from")
	flags.StringVar(&o.out, "out", "differences", "the `folder` for the scenarios on which dslint differs")
	flags.IntVar(&o.failures, "failures", 5, "stop after this `number` of differing sets")
	if err := flags.Parse(args); err != nil {
		return err
	}
	klog.SetLogger(klog.Logger{}) // silence: the scheduler tells of all pods that do not fit
	if flags.NArg() > 0 {
		return replay(w, flags.Args())
	}
	return o.compare(w)
}

// tally counts what was compared.
type tally struct {
	sets, pairs int
	evictions   int
	outcomes    map[string]int
	reasons     map[string]int
	admission   map[string]int
	refused     map[string]int
	races       map[string]int // sets that agree only with another order of events
	differing   int
}

func (o *options) compare(w io.Writer) error {
	t := &tally{outcomes: map[string]int{}, reasons: map[string]int{}, admission: map[string]int{}, refused: map[string]int{}, races: map[string]int{}}
	for t.pairs < o.pairs && t.differing < o.failures {
		name := fmt.Sprintf("seed-%d-set-%d", o.seed, t.sets)
		s := newGenerator(o.seed, t.sets).scenario(name)
		v, err := judge(s)
		if err != nil {
			return err
		}
		t.add(v)
		if len(v.differences) > 0 {
			if err := o.report(w, v); err != nil {
				return err
			}
		}
	}
	if err := t.print(w, o.seed); err != nil {
		return err
	}
	if t.differing > 0 {
		return fmt.Errorf("dslint differs on %d of %d sets", t.differing, t.sets)
	}
	return nil
}

func (t *tally) add(v *verdict) {
	t.sets++
	if len(v.differences) > 0 {
		t.differing++
	}
	if v.race != nil {
		t.races[v.race.String()]++
	}
	t.evictions += v.upstream.evictions
	for _, r := range v.upstream.refused {
		t.refused[r.kind]++
	}
	for i := range v.upstream.first.DaemonSets {
		for j := range v.upstream.first.DaemonSets[i].Nodes {
			node := &v.upstream.first.DaemonSets[i].Nodes[j]
			t.pairs++
			t.outcomes[node.outcome()]++
			switch node.outcome() {
			case "pending":
				for _, reason := range node.Reasons {
					t.reasons[reason]++
				}
			case "refused":
				for _, reason := range node.Reasons {
					t.admission[plugin(reason)]++
				}
			}
		}
	}
}

// plugin cuts from the words of a refusal what they say of values.
func plugin(reason string) string {
	_, words, found := strings.Cut(reason, " is forbidden: ")
	if !found {
		return "validation"
	}
	words = strings.TrimPrefix(words, "[")
	for _, end := range []string{": ", " is ", " with name ", " account ", " (", " \""} {
		words, _, _ = strings.Cut(words, end)
	}
	return words
}

// report shrinks a scenario and writes it.
func (o *options) report(w io.Writer, v *verdict) error {
	small, err := judge(shrink(v.accepted))
	if err != nil {
		return err
	}
	folder := filepath.Join(o.out, small.accepted.name)
	if _, err = io.WriteString(w, small.text(folder)); err != nil {
		return err
	}
	truth := small.upstream.first
	truth.Scenario, truth.Rule = small.accepted.name, "random: "+small.differences[0].want
	answers, err := json.MarshalIndent(truth, "", "  ")
	if err != nil {
		return err
	}
	return small.accepted.save(folder, string(answers)+"\n")
}

func (t *tally) print(w io.Writer, seed uint64) error {
	var text strings.Builder
	fmt.Fprintf(&text, "seed %d: %d pairs in %d sets, %d evictions, %d sets differ\n",
		seed, t.pairs, t.sets, t.evictions, t.differing)
	for _, counted := range []struct {
		title  string
		counts map[string]int
	}{
		{"pairs", t.outcomes},
		{"pending for", t.reasons},
		{"pods refused for", t.admission},
		{"objects refused", t.refused},
		{"sets that agree only if", t.races},
	} {
		fmt.Fprintf(&text, "%s:\n", counted.title)
		for _, name := range slices.Sorted(maps.Keys(counted.counts)) {
			fmt.Fprintf(&text, "%9d %s\n", counted.counts[name], name)
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}
