package manifest

import (
	"reflect"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// placeholders are what people leave for envsubst, sed, Flux, Helm, Jinja, SOPS and
// the like: the text is replaced before the API server sees it.
var placeholders = regexp.MustCompile(
	`\$\{?[A-Za-z_]|\{\{|\{%|__[A-Z0-9_]+__|<[A-Za-z][^>]*>|@[A-Z_]+@|%[A-Z_]+%|^ENC\[[A-Z0-9_]+,|^[A-Z]{2,}( [A-Z]{2,})+$`)

// Placeholder reports whether a text stands for another one that is not known.
func Placeholder(text string) bool {
	return mayBePlaceholder(text) && placeholders.MatchString(text)
}

// mayBePlaceholder rules most texts out at little cost.
func mayBePlaceholder(text string) bool {
	if len(text) < 2 { //nolint:mnd // the shortest is $A
		return false
	}
	upper := text[0] >= 'A' && text[0] <= 'Z'
	for i := range len(text) {
		switch text[i] {
		case '$', '{', '<', '@', '%', '[':
			return true
		case '_':
			if i > 0 && text[i-1] == '_' {
				return true
			}
		case ' ':
			if upper {
				return true
			}
		}
	}
	return false
}

// freeText are the fields whose text means nothing to Kubernetes: what looks like a
// placeholder there is one of a shell, or an example.
var freeText = []string{
	"Container.command", "Container.args", "EphemeralContainerCommon.command", "EphemeralContainerCommon.args",
	"EnvVar.value", "ExecAction.command", "ObjectMeta.annotations", "HTTPHeader.value",
}

// isFreeText reports whether the decoder stands in such a field.
func (d *decoder) isFreeText() bool {
	for _, s := range slices.Backward(d.trail) {
		if s.strukt != nil {
			return slices.Contains(freeText, s.strukt.Name()+"."+s.name)
		}
	}
	return false
}

// unfilled notes a placeholder in the place of a value. It reports whether there is
// one.
func (d *decoder) unfilled(n *yaml.Node) bool {
	if !d.placeholders || !Placeholder(n.Value) {
		return false
	}
	d.open(d.at(), n.Value)
	return true
}

// unfilledWhole does so where a mapping or a list belongs, for which a placeholder
// stands that the text begins with.
func (d *decoder) unfilledWhole(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || !mayBePlaceholder(n.Value) {
		return false
	}
	place := placeholders.FindStringIndex(strings.TrimSpace(n.Value))
	return len(place) > 0 && place[0] == 0 && d.unfilled(n)
}

func (d *decoder) open(at Ref, placeholder string) {
	d.faults = append(d.faults, Fault{
		Kind: Unfilled, At: at, Place: at.Span(), Message: "the value of " + quote(placeholder) + " is not known",
	})
}

// Unfilled reports whether the value of the field is a placeholder, and that means that
// it is not known; see [Unfilled].
func (r Ref) Unfilled() bool {
	return r.Object != nil && slices.ContainsFunc(r.Object.Faults(), func(fault Fault) bool {
		return fault.Kind == Unfilled && slices.Equal(fault.At.Path, r.Path)
	})
}

// leftOpen reports whether what was decoded last is a placeholder that left nothing:
// the field is as good as absent.
func (d *decoder) leftOpen(before int, v reflect.Value) bool {
	return len(d.faults) > before && d.faults[len(d.faults)-1].Kind == Unfilled && v.IsZero()
}

// placeholderKey reports whether a key is a placeholder, and no directive of a patch.
func (d *decoder) placeholderKey(name string) bool {
	return d.placeholders && Placeholder(name) && (name[0] != '$' || name[1] == '{')
}

// encrypted reports whether a key is what SOPS adds to an object that it encrypts, and
// takes away again.
func (d *decoder) encrypted(e entry) bool {
	if len(d.trail) > 0 || keyText(e.key) != "sops" {
		return false
	}
	_, mac := child(e.value, "mac")
	_, version := child(e.value, "version")
	return d.placeholders && (mac != nil || version != nil)
}

// EachText visits the scalars of an object until visit returns false.
func (o *Object) EachText(visit func(at Ref, text string) bool) {
	budget := expansionLimit
	eachText(o.At(), o.node, visit, &budget)
}

func eachText(at Ref, n *yaml.Node, visit func(Ref, string) bool, budget *int) bool {
	n = deref(n)
	*budget--
	switch {
	case *budget < 0:
		return false
	case n.Kind == yaml.ScalarNode:
		return visit(at, n.Value)
	case n.Kind == yaml.SequenceNode:
		for i, item := range n.Content {
			if !eachText(at.At(i), item, visit, budget) {
				return false
			}
		}
	default:
		for _, e := range entries(n) {
			if !eachText(at.At(keyText(e.key)), e.value, visit, budget) {
				return false
			}
		}
	}
	return true
}
