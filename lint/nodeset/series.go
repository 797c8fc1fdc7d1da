// Package nodeset writes the names of many nodes in few words and reads them back.
package nodeset

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Series are names that differ in one number only. A name without a number is a
// series of one.
type Series struct {
	prefix, suffix string
	Runs           []Run
}

// Run is a stretch of numbers without a gap; they keep their leading zeros.
type Run struct {
	first, last string
	Size        int
}

// Write writes some runs of the series: gpu-[1-40].
func (s *Series) Write(runs []Run) string {
	if len(runs) == 1 && runs[0].Size == 1 {
		return s.prefix + runs[0].first + s.suffix
	}
	texts := make([]string, len(runs))
	for i, r := range runs {
		texts[i] = r.first
		if r.Size > 1 {
			texts[i] += "-" + r.last
		}
	}
	return s.prefix + "[" + strings.Join(texts, ",") + "]" + s.suffix
}

// Split sorts names into series, in the order of the first name of each.
func Split(names []string) []*Series {
	type key struct{ prefix, suffix string }
	var order []key
	numbers := map[key][]string{}
	domain := commonDomain(names)
	for _, name := range names {
		prefix, number, suffix := splitName(name, domain)
		k := key{prefix, suffix}
		if _, seen := numbers[k]; !seen {
			order = append(order, k)
		}
		numbers[k] = append(numbers[k], number)
	}
	all := make([]*Series, len(order))
	for i, k := range order {
		all[i] = &Series{k.prefix, k.suffix, findRuns(numbers[k])}
	}
	return all
}

func findRuns(numbers []string) []Run {
	slices.SortFunc(numbers, func(a, b string) int {
		return cmp.Or(cmp.Compare(value(a), value(b)), cmp.Compare(a, b))
	})
	var runs []Run
	for _, number := range numbers {
		if last := len(runs) - 1; last >= 0 && number == next(runs[last].last) {
			runs[last].last = number
			runs[last].Size++
			continue
		}
		runs = append(runs, Run{number, number, 1})
	}
	return runs
}

// value reads a number that splitName found; "" is that of a name without one.
func value(number string) int {
	parsed, err := strconv.Atoi(number)
	if err != nil {
		return -1
	}
	return parsed
}

// next counts on, with as many leading zeros as there were.
func next(number string) string {
	if number == "" {
		return ""
	}
	return fmt.Sprintf("%0*d", len(number), value(number)+1)
}

// commonDomain returns what all names end in from a dot on: the number that tells
// them apart stands before it.
func commonDomain(names []string) string {
	domain := ""
	for i := len(names[0]) - 1; i >= 0; i-- {
		if names[0][i] != '.' {
			continue
		}
		if !allEndIn(names, names[0][i:]) {
			break
		}
		domain = names[0][i:]
	}
	return domain
}

func allEndIn(names []string, suffix string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return !strings.HasSuffix(name, suffix) })
}

// maxDigits keeps numbers within an int; what is longer is an identifier.
const maxDigits = 9

// splitName takes the last number before the domain out of a name.
func splitName(name, domain string) (prefix, number, suffix string) {
	const digits = "0123456789"
	stem := strings.TrimSuffix(name, domain)
	end := strings.LastIndexAny(stem, digits) + 1
	start := len(strings.TrimRight(stem[:end], digits))
	if end-start > maxDigits || end == 0 {
		return name, "", ""
	}
	return stem[:start], stem[start:end], stem[end:] + domain
}
