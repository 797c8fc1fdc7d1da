package manifest

import "fmt"

// Position is a place in a file. Line and Column start at 1; columns count
// Unicode code points. The zero Position means "nowhere".
type Position struct{ Line, Column int }

// Before reports whether p comes before q in the same file.
func (p Position) Before(q Position) bool {
	return p.Line < q.Line || p.Line == q.Line && p.Column < q.Column
}

// Span is the stretch of a file from Start up to, not including, End.
type Span struct {
	File       string
	Start, End Position
}

// String returns file:line:column of the start.
func (s Span) String() string {
	return fmt.Sprintf("%s:%d:%d", s.File, s.Start.Line, s.Start.Column)
}
