package nodeset

import (
	"fmt"
	"slices"
	"strings"
)

// Write writes all names, a line for each series of names that differ in one number:
// gpu-[1-40]. The lines are sorted.
func Write(names []string) []string {
	if len(names) == 0 {
		return nil
	}
	series := Split(names)
	lines := make([]string, len(series))
	for i, s := range series {
		lines[i] = s.Write(s.Runs)
	}
	slices.Sort(lines)
	return lines
}

// Read returns the names that Write wrote, in the order of the lines. A line with a
// range that it cannot read is an error.
func Read(lines []string) ([]string, error) {
	var names []string
	for _, line := range lines {
		more, err := expand(line)
		if err != nil {
			return nil, err
		}
		names = append(names, more...)
	}
	return names, nil
}

// maxNames keeps a range that somebody mistyped from filling the memory.
const maxNames = 1_000_000

func expand(line string) ([]string, error) {
	prefix, rest, ranged := strings.Cut(line, "[")
	if !ranged {
		return []string{line}, nil
	}
	list, suffix, closed := strings.Cut(rest, "]")
	if !closed {
		return nil, fmt.Errorf("%q has no closing bracket", line)
	}
	var names []string
	for stretch := range strings.SplitSeq(list, ",") {
		first, last, several := strings.Cut(stretch, "-")
		if !several {
			last = first
		}
		if !digits(first) || !digits(last) || value(last)-value(first) >= maxNames {
			return nil, fmt.Errorf("%q is no range of numbers in %q", stretch, line)
		}
		for number := first; value(number) <= value(last); number = next(number) {
			names = append(names, prefix+number+suffix)
		}
	}
	return names, nil
}

func digits(text string) bool {
	return text != "" && len(text) <= maxDigits && strings.Trim(text, "0123456789") == ""
}
