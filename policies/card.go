package policies

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/dslint/dslint/lint"
)

// card is what the head of a built-in policy says.
type card struct {
	rule *lint.Rule
	// needs are words of which a file must hold one, or the policy finds nothing.
	needs []string
}

// readCard reads the metadata of a built-in policy. The parser of Rego takes a thousand
// times as long as looking at the lines, and every start of dslint reads all policies:
// it is left to those that have options. A test holds the one against the other.
func readCard(file source) (*card, error) {
	text := head(file.text)
	if !strings.Contains(text, "\n#   options:\n") {
		return scanCard(text, file.examples)
	}
	module, err := parse(file.name, text, sandbox())
	if err != nil {
		return nil, err
	}
	rule, err := newRule(module, file.examples)
	return &card{rule: rule}, err
}

// scanCard knows no more of YAML than the metadata use.
func scanCard(text string, examples []byte) (*card, error) {
	c := &card{rule: &lint.Rule{Category: ownPolicy}}
	var described strings.Builder
	describing := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		comment, isComment := strings.CutPrefix(line, "#")
		switch prose, indented := strings.CutPrefix(comment, "   "); {
		case !isComment:
			c.rule.Name = strings.ReplaceAll(strings.TrimPrefix(line, "package dslint."), "_", "-")
		case describing && (indented || comment == ""):
			described.WriteString(prose + "\n")
		default:
			describing = comment == " description: |"
			if err := c.read(strings.TrimSpace(comment)); err != nil {
				return nil, err
			}
		}
	}
	if c.rule.Severity == 0 || c.rule.Summary == "" {
		return nil, errors.New("the metadata have no title or no severity")
	}
	c.rule.Examples = withProse(strings.TrimSpace(described.String()), examples)
	return c, nil
}

// read takes one line of the metadata.
func (c *card) read(line string) (err error) {
	switch key, value, _ := strings.Cut(line, ": "); key {
	case "title":
		c.rule.Summary = value
	case "severity":
		c.rule.Severity, err = lint.ParseSeverity(value)
	case "category":
		c.rule.Category = lint.Category(value)
	case "off":
		c.rule.Off = value == "true"
	case "needs":
		c.needs = strings.Split(strings.Trim(value, "[]"), ", ")
	case "METADATA", "custom:", "description":
	default:
		err = fmt.Errorf("unknown line %q in the metadata", line)
	}
	return err
}

// withProse puts the description of a policy before its examples.
func withProse(description string, examples []byte) []byte {
	if description == "" {
		return examples
	}
	return bytes.Join([][]byte{[]byte(description), examples}, []byte("\n\n"))
}
