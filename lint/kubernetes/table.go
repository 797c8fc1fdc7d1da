package kubernetes

import (
	"strconv"
	"strings"
)

// never stands in a table for a version that has not come.
const never = "-"

// rows reads a table: lines of columns between tabs, below comments and the names of
// the columns.
func rows(table string) [][]string {
	var all [][]string
	headed := false
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if headed {
			all = append(all, strings.Split(line, "\t"))
		}
		headed = true
	}
	return all
}

// versionIn reads a version of a table, which may be one that dslint does not decide
// for; 0 stands for never.
func versionIn(text string) Version {
	minor, _ := strconv.Atoi(strings.TrimPrefix(text, "1."))
	return Version(minor)
}
