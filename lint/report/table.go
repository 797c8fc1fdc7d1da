package report

import (
	"bufio"
	"io"
	"strings"
)

// gap stands between two columns of a table, as kubectl has it.
const gap = "   "

// field is one field of a table.
type field struct {
	text  string
	paint paint
}

// plain makes fields of visible texts.
func plain(texts ...string) []field {
	fields := make([]field, len(texts))
	for i, text := range texts {
		fields[i] = field{text: Visible(text)}
	}
	return fields
}

// writeTable writes rows in columns as wide as their widest field. The last column
// is not filled up, and no line ends in blanks.
func writeTable(w io.Writer, rows [][]field) error {
	out := bufio.NewWriter(w)
	widths := columnWidths(rows)
	for _, row := range rows {
		pending := ""
		for i, f := range row {
			if f.text != "" {
				// An error stays in the writer until Flush.
				_, _ = out.WriteString(pending + f.painted())
				pending = ""
			}
			pending += strings.Repeat(" ", widths[i]-cells(f.text)) + gap
		}
		_, _ = out.WriteString("\n")
	}
	return out.Flush()
}

func (f field) painted() string {
	if f.paint == nil {
		return f.text
	}
	return f.paint(f.text)
}

func columnWidths(rows [][]field) []int {
	var widths []int
	for _, row := range rows {
		for i, f := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], cells(f.text))
		}
	}
	return widths
}
