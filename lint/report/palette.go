package report

import (
	"github.com/fatih/color"

	"github.com/dslint/dslint/lint"
)

// paint writes a text in a colour, or as it is.
type paint func(text string) string

// palette says what is written in which colour.
type palette struct {
	place, rule, gutter, help, strong, good, bad paint
	severity                                     map[lint.Severity]paint
}

func newPalette(colored bool) palette {
	in := func(attributes ...color.Attribute) paint {
		if !colored {
			return func(text string) string { return text }
		}
		c := color.New(attributes...)
		c.EnableColor()
		return func(text string) string { return c.Sprint(text) }
	}
	return palette{
		place:  in(color.Bold),
		rule:   in(color.FgHiBlack),
		gutter: in(color.FgHiBlack),
		help:   in(color.FgGreen),
		strong: in(color.Bold),
		good:   in(color.FgGreen),
		bad:    in(color.FgRed),
		severity: map[lint.Severity]paint{
			lint.Error:   in(color.FgRed, color.Bold),
			lint.Warning: in(color.FgYellow, color.Bold),
			lint.Info:    in(color.FgCyan, color.Bold),
		},
	}
}
