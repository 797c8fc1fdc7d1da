package source

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/fluxcd/pkg/envsubst"

	"github.com/dslint/dslint/lint/manifest"
)

// variables are what stands for ${name} in texts.
type variables struct {
	values map[string]string
	at     map[string]manifest.Ref
	// hidden are names whose values nobody can read, and open tells that there may be
	// others.
	hidden map[string]bool
	open   bool
}

// fluxVariables are those of a Kustomization of Flux, nil where it replaces nothing
// (github.com/fluxcd/pkg/kustomize, SubstituteVariables).
func (g *gitops) fluxVariables(a *applier) *variables {
	v := &variables{values: map[string]string{}, at: map[string]manifest.Ref{}, hidden: map[string]bool{}}
	post := a.At("spec", "postBuild")
	for i := range length(post.At("substituteFrom")) {
		kind, _ := post.At("substituteFrom", i, "kind").Text()
		name, _ := post.At("substituteFrom", i, "name").Text()
		if from := g.find(kind, a.Namespace, name); from == nil {
			v.open = true
		} else {
			v.read(from)
		}
	}
	inline := post.At("substitute")
	values, _ := inline.Value().(map[string]any)
	for name, value := range values {
		v.set(name, fmt.Sprint(value), inline.At(name))
	}
	if len(v.values)+len(v.hidden) == 0 && !v.open {
		return nil
	}
	if g.options.Substitute != nil {
		v.add(g.options.Substitute(a.root))
	}
	return v
}

// add takes the values of the configuration for what the cluster has and no manifest
// tells.
func (v *variables) add(fields map[string]manifest.Ref) {
	for name, at := range fields {
		if _, known := v.values[name]; !known && (v.open || v.hidden[name]) {
			value, _ := at.Text()
			v.set(name, value, at)
		}
	}
}

// read takes the variables of a ConfigMap. Those of a Secret are hidden.
func (v *variables) read(from *manifest.Object) {
	for _, field := range []string{"data", "stringData"} {
		at := from.At(field)
		values, _ := at.Value().(map[string]any)
		for name, value := range values {
			if from.Kind != "ConfigMap" || manifest.Placeholder(fmt.Sprint(value)) {
				delete(v.values, name)
				v.hidden[name] = true
				continue
			}
			v.set(name, fmt.Sprint(value), at.At(name))
		}
	}
}

func (v *variables) set(name, value string, at manifest.Ref) {
	delete(v.hidden, name)
	v.values[name], v.at[name] = strings.ReplaceAll(value, "\n", ""), at
}

// replace puts values into a text. What is not known stays as it is, also with a default:
// the cluster may have another value.
func (v *variables) replace(text string) (string, error) {
	kept := opening.ReplaceAllStringFunc(text, func(match string) string {
		dollars, name, _ := strings.Cut(match, "{")
		name = strings.TrimPrefix(name, "#")
		if _, known := v.values[name]; known || len(dollars) > 1 || name == "" || !v.hidden[name] && !v.open {
			return match
		}
		return "$" + match
	})
	return envsubst.Eval(kept, func(name string) (string, bool) { return v.values[name], true })
}

// first returns where the value of the first variable of a text is set.
func (v *variables) first(text string) (manifest.Ref, bool) {
	for _, parts := range anyVariable.FindAllStringSubmatch(text, -1) {
		if at, ok := v.at[parts[1]]; ok {
			return at, true
		}
	}
	return manifest.Ref{}, false
}

var anyVariable = regexp.MustCompile(`\$\{#?([A-Za-z_][A-Za-z0-9_]*)`)

const (
	substituteKey      = "kustomize.toolkit.fluxcd.io/substitute"
	substituteDisabled = "disabled"
)

// substitute replaces the variables of objects that were built, which are the
// documents of a text.
func (g *gitops) substitute(a *applier, objects []*manifest.Object, text []byte) []*manifest.Object {
	v := g.fluxVariables(a)
	if v == nil {
		return objects
	}
	done := make([]*manifest.Object, 0, len(objects))
	next := 0
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		count := len(manifest.Parse("", []byte(document)).Objects)
		count = min(count, len(objects)-next)
		done = append(done, g.substituteDocument(a, v, objects[next:next+count], document)...)
		next += count
	}
	return append(done, objects[next:]...)
}

func (g *gitops) substituteDocument(a *applier, v *variables, objects []*manifest.Object, document string) []*manifest.Object {
	if !strings.Contains(document, "${") || len(objects) != 1 || keepsVariables(objects[0]) {
		return objects
	}
	object := objects[0]
	text, err := v.replace(document)
	if err != nil {
		g.tell(manifest.FailedBuild, g.culprit(object, v), fmt.Sprintf("the variables of %s cannot be replaced: %v", a.Object, err))
		return objects
	}
	file := manifest.Parse(object.File, []byte(text))
	if len(file.Problems) > 0 || len(file.Objects) != 1 {
		g.tell(manifest.FailedBuild, object.At(), fmt.Sprintf("with the variables of %s it is no YAML", a.Object))
		return objects
	}
	file.Objects[0].SetOrigin(&substituted{before: object, variables: v})
	return file.Objects
}

// keepsVariables reports whether an object asks for nothing to be replaced in it.
func keepsVariables(object *manifest.Object) bool {
	label, _ := object.At("metadata", "labels", substituteKey).Text()
	annotation, _ := object.At("metadata", "annotations", substituteKey).Text()
	return label == substituteDisabled || annotation == substituteDisabled
}

// culprit is the first text of an object that cannot be replaced.
func (g *gitops) culprit(object *manifest.Object, v *variables) manifest.Ref {
	found := object.At()
	object.EachText(func(at manifest.Ref, text string) bool {
		if _, err := v.replace(text); err != nil {
			found = at
			return false
		}
		return true
	})
	return found
}

// substituted is the origin of an object with values in the place of variables.
type substituted struct {
	before    *manifest.Object
	variables *variables
}

// Source returns the object with the variables.
func (s *substituted) Source() *manifest.Object { return s.before }

// Span returns the place of the variable.
func (s *substituted) Span(path manifest.Path, key bool) manifest.Span {
	if key {
		return s.before.At(path...).KeySpan()
	}
	return s.before.At(path...).Span()
}

// Locate returns the field with the variables.
func (s *substituted) Locate(path manifest.Path) manifest.Ref { return s.before.At(path...) }

// Substituted returns where the value of the first variable stands of a field, or of what
// became all that is above it.
func (s *substituted) Substituted(path manifest.Path) (manifest.Ref, bool) {
	for size := len(path); size >= 0; size-- {
		if text, ok := s.before.At(path[:size]...).Text(); ok {
			return s.variables.first(text)
		}
	}
	return manifest.Ref{}, false
}
