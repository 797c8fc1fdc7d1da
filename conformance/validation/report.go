package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// report shrinks an object to what its difference needs and prints both. The kind
// of the difference may not change on the way.
func (c *comparison) report(name string, object tree, shape string) error {
	small := shrink(object, func(candidate tree) bool {
		other, err := c.differenceOn(candidate)
		return err == nil && other.shape() == shape
	})
	d, err := c.differenceOn(small)
	if err != nil {
		return err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s:\n", name)
	for _, missing := range d.missing {
		fmt.Fprintf(&text, "  Kubernetes %s\n", missing)
	}
	for _, extra := range d.extra {
		fmt.Fprintf(&text, "  dslint     %s\n", extra)
	}
	fmt.Fprintf(&text, "  %s\n", marshal(small))
	_, err = io.WriteString(c.w, text.String())
	return err
}

// print sums up, and fails where there are differences.
func (c *comparison) print(seed uint64) error {
	var text strings.Builder
	fmt.Fprintf(&text, "seed %d: %d manifests, %d changed ones, %d kinds of differences\n",
		seed, c.seeds, c.rounds, len(c.differ))
	for v := accepted; v <= panics; v++ {
		fmt.Fprintf(&text, "%9d %s\n", c.verdicts[v], v)
	}
	shapes := slices.SortedFunc(maps.Keys(c.differ), func(a, b string) int {
		return cmp.Or(cmp.Compare(c.differ[b], c.differ[a]), strings.Compare(a, b))
	})
	for _, shape := range shapes {
		fmt.Fprintf(&text, "%9d differ: %s\n", c.differ[shape], shape)
	}
	if _, err := io.WriteString(c.w, text.String()); err != nil {
		return err
	}
	if len(shapes) > 0 {
		return errors.New("dslint differs from Kubernetes")
	}
	return nil
}
