package report

import (
	"strings"
	"unicode/utf8"
)

// cell is one code point of a line as it is printed.
type cell struct {
	text  string
	width int
}

const tab = "\t"

// lineCells makes the code points of a line visible; tabs stay, so that the line
// keeps its look.
func lineCells(line string) []cell {
	all := make([]cell, 0, len(line))
	for line != "" {
		r, size := utf8.DecodeRuneInString(line)
		shown := tab
		if r != '\t' {
			shown = visibleRune(r, line[:size])
		}
		all = append(all, cell{shown, cells(shown)})
		line = line[size:]
	}
	return all
}

// Lines longer than longLine columns are cut around what is marked: generated JSON
// may stand in one line.
const (
	longLine = 160
	leadIn   = 40
	ellipsis = "..."
)

// excerpt returns a line of a file as it is printed and, for the line below, the
// marker under the columns from..to, to not included. Columns start at 1 and count
// code points; a marker is never empty.
func excerpt(line string, from, to int) (shown, pad, marker string) {
	all := lineCells(line)
	first := min(max(from-1, 0), len(all))
	last := min(max(to-1, first+1), max(len(all), first+1))
	start, end := window(all, first)
	if start > 0 {
		shown, pad = ellipsis, ellipsisPad
	}
	shown += textOf(all[start:end])
	if end < len(all) {
		shown += ellipsis
	}
	for _, c := range all[start:first] {
		pad += blank(c)
	}
	width := 0
	for _, c := range all[first:min(last, end)] {
		width += c.width
	}
	return shown, pad, "^" + strings.Repeat("~", max(width-1, 0))
}

const ellipsisPad = "   "

// window chooses what to print of a line in which the cell first is marked.
func window(all []cell, first int) (start, end int) {
	if widthOf(all) <= longLine {
		return 0, len(all)
	}
	start = max(first-leadIn, 0)
	end = start
	for width := 0; end < len(all) && width+all[end].width <= longLine; end++ {
		width += all[end].width
	}
	return start, max(end, min(first+1, len(all)))
}

func widthOf(all []cell) int {
	width := 0
	for _, c := range all {
		width += c.width
	}
	return width
}

func textOf(all []cell) string {
	var b strings.Builder
	for _, c := range all {
		b.WriteString(c.text)
	}
	return b.String()
}

// blank takes as much room as a cell: a tab reaches its tab stop again.
func blank(c cell) string {
	if c.text == tab {
		return tab
	}
	return strings.Repeat(" ", c.width)
}
