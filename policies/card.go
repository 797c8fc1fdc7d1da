package policies

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/util"

	"github.com/dslint/dslint/lint"
)

// card is what the head of a built-in policy says.
type card struct {
	rule *lint.Rule
	// needs are words of which a file must hold one, or the policy finds nothing.
	needs []string
}

// readCard reads the metadata of a built-in policy. The parser of Rego takes a thousand
// times as long as looking at the lines, and every start of dslint reads all policies.
// It knows no more of YAML than the metadata use; a test holds the one against the
// other.
func readCard(file source) (*card, error) {
	reader := cardReader{card: &card{rule: &lint.Rule{Category: ownPolicy}}}
	for line := range strings.Lines(head(file.text)) {
		if err := reader.read(strings.TrimRight(line, "\n")); err != nil {
			return nil, err
		}
	}
	rule := reader.rule
	if rule.Severity == 0 || rule.Summary == "" {
		return nil, errors.New("the metadata have no title or no severity")
	}
	rule.Examples = withProse(strings.TrimSpace(reader.described.String()), file.examples)
	return reader.card, reader.readOptions(reader.declared.String())
}

// cardReader reads the lines of the head of a policy.
type cardReader struct {
	*card
	described, declared strings.Builder  // the description and the options
	into                *strings.Builder // which of them the next lines belong to
}

func (r *cardReader) read(line string) error {
	comment, isComment := strings.CutPrefix(line, "#")
	if !isComment {
		r.rule.Name = strings.ReplaceAll(strings.TrimPrefix(line, "package dslint."), "_", "-")
		return nil
	}
	if r.belongs(comment) {
		r.into.WriteString(strings.TrimPrefix(comment, "   ") + "\n")
		return nil
	}
	switch comment {
	case " description: |":
		r.into = &r.described
	case "   options:":
		r.into = &r.declared
	default:
		r.into = nil
		return r.take(strings.TrimSpace(comment))
	}
	return nil
}

// belongs reports whether a line goes on with what the last key holds.
func (r *cardReader) belongs(comment string) bool {
	switch r.into {
	case &r.described:
		return comment == "" || strings.HasPrefix(comment, "   ")
	case &r.declared:
		return strings.HasPrefix(comment, "     ")
	}
	return false
}

func (c *card) readOptions(text string) (err error) {
	var written any
	if text == "" {
		return nil
	}
	if err = util.Unmarshal([]byte(text), &written); err == nil {
		c.rule.Options, err = options(written)
	}
	return err
}

// take reads a key of the metadata with its value.
func (c *card) take(line string) (err error) {
	switch key, value, _ := strings.Cut(line, ": "); key {
	case "title":
		c.rule.Summary = value
	case "severity":
		c.rule.Severity, err = lint.ParseSeverity(value)
	case "category":
		c.rule.Category = lint.Category(value)
	case "off":
		c.rule.Off = value == "true"
	case "opinion":
		c.rule.Opinion = value == "true"
	case "needs":
		c.needs = strings.Split(strings.Trim(value, "[]"), ", ")
	case "METADATA", "custom:":
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
