package lint

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// fingerprint is what of a finding stays when lines move, nodes come and go or numbers
// change: the rule, the object, the field and the words of the message.
type fingerprint struct {
	rule, object, field, message string
}

// printer takes fingerprints of the findings of a fleet.
type printer struct {
	config *Config
	nodes  map[string]bool
}

func newPrinter(fleet *Fleet) *printer {
	p := &printer{fleet.Clusters[0].Config, map[string]bool{}}
	for _, cluster := range fleet.Clusters {
		for _, node := range cluster.Nodes() {
			p.nodes[node.Name] = true
		}
	}
	return p
}

func (p *printer) fingerprint(f *Finding) fingerprint {
	mark := fingerprint{rule: f.Rule.Name, message: p.essence(f.Message)}
	if f.Rule.Whole {
		return mark
	}
	mark.field = stableField(f.Field)
	switch {
	case f.Object != nil:
		mark.object = f.Object.String()
	case p.config != nil:
		mark.object = p.config.relative(f.At.File)
	default:
		mark.object = f.At.File
	}
	return mark
}

// stableField names the items of lists by what they are called, as their places move:
// spec.containers[agent].image.
func stableField(at manifest.Ref) string {
	if at.IsZero() {
		return ""
	}
	var text strings.Builder
	for i, step := range at.Path {
		part := manifest.Path{step}.String()
		if _, isIndex := step.(int); isIndex {
			part = nameOfItem(manifest.Ref{Object: at.Object, Path: at.Path[:i+1]})
		}
		if i > 0 && part[0] != '[' {
			text.WriteByte('.')
		}
		text.WriteString(part)
	}
	return text.String()
}

// nameOfItem returns what tells an item of a list from the others, "*" where nothing
// does.
func nameOfItem(item manifest.Ref) string {
	for _, key := range []string{"name", "key", "mountPath", "type"} {
		if text, ok := item.At(key).Text(); ok {
			return "[" + text + "]"
		}
	}
	return "[*]"
}

const (
	someNode   = "NODE"
	someNumber = "#"
)

var (
	word = regexp.MustCompile(`[0-9A-Za-z][-0-9A-Za-z._%]*`)
	// nodeCount is how messages count nodes and name some of them.
	nodeCount = regexp.MustCompile(`(all )?#( of #)? nodes?( \(NODE[^)]*\))?|(all )?#( of #)? NODES`)
	nodeList  = regexp.MustCompile(`NODE((, | and )(NODE|# (more|others)))*`)
)

// essence leaves numbers and the names of nodes out of a message.
func (p *printer) essence(message string) string {
	message = word.ReplaceAllStringFunc(message, func(text string) string {
		switch {
		case p.nodes[text]:
			return someNode
		case text[0] >= '0' && text[0] <= '9':
			return someNumber
		}
		return text
	})
	return nodeList.ReplaceAllString(nodeCount.ReplaceAllString(message, "NODES"), someNode)
}

// Baseline holds findings that are accepted until they are gone.
type Baseline struct {
	// Version is that of the format: 1.
	Version int `json:"version"`
	// Findings are sorted.
	Findings []Accepted `json:"findings"`

	object *manifest.Object
}

// Accepted is a finding of a baseline, as often as it is accepted.
type Accepted struct {
	Rule string `json:"rule"`
	// Object is "Kind namespace/name", a file for findings about one.
	Object string `json:"object"`
	// Field is the path of the field, with items of lists by name.
	Field string `json:"field"`
	// Message is that of the finding without numbers and names of nodes.
	Message string `json:"message"`
	// Count is 1 where it is left out.
	Count int `json:"count"`
}

func (a *Accepted) fingerprint() fingerprint {
	return fingerprint{a.Rule, a.Object, a.Field, a.Message}
}

const baselineVersion = 1

// NewBaseline returns the baseline that accepts all findings of a result.
func NewBaseline(fleet *Fleet, result *Result) *Baseline {
	p := newPrinter(fleet)
	counts := map[fingerprint]int{}
	for _, finding := range result.Findings {
		counts[p.fingerprint(finding)]++
	}
	baseline := &Baseline{Version: baselineVersion}
	for mark, count := range counts {
		baseline.Findings = append(baseline.Findings, Accepted{mark.rule, mark.object, mark.field, mark.message, count})
	}
	slices.SortFunc(baseline.Findings, func(a, b Accepted) int {
		return slices.Compare([]string{a.Rule, a.Object, a.Field, a.Message}, []string{b.Rule, b.Object, b.Field, b.Message})
	})
	return baseline
}

// Text writes the baseline as YAML.
func (b *Baseline) Text() string {
	var text strings.Builder
	text.WriteString("# Findings that are accepted until they are gone. dslint --write-baseline writes this file anew.\n" +
		"version: 1\nfindings:")
	if len(b.Findings) == 0 {
		text.WriteString(" []")
	}
	text.WriteString("\n")
	for _, a := range b.Findings {
		text.WriteString("  - rule: " + a.Rule + "\n")
		for _, field := range []struct{ key, value string }{{"object", a.Object}, {"field", a.Field}, {"message", a.Message}} {
			if field.value != "" {
				text.WriteString("    " + field.key + ": " + strconv.QuoteToGraphic(field.value) + "\n")
			}
		}
		if a.Count > 1 {
			text.WriteString("    count: " + strconv.Itoa(a.Count) + "\n")
		}
	}
	return text.String()
}
