package source

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/source/chart"
)

// argoApplicationSet makes the Applications of an ApplicationSet
// (github.com/argoproj/argo-cd, applicationset).
func (g *gitops) argoApplicationSet(a *applier) []*manifest.Object {
	s := &argoSet{gitops: g, applier: a}
	goTemplate, _ := a.At("spec", "goTemplate").Text()
	s.goTemplate = goTemplate == "true"
	var made []*manifest.Object
	for _, parameters := range s.generate(a.At("spec", "generators"), nil) {
		if object := s.application(parameters); object != nil {
			made = append(made, object)
		}
	}
	return made
}

// argoSet is an ApplicationSet while its Applications are made.
type argoSet struct {
	*gitops
	*applier

	goTemplate bool
}

// parameters are what a generator puts into the template.
type parameters = map[string]any

// generate returns the parameters of all generators of a list.
func (s *argoSet) generate(generators manifest.Ref, outer parameters) []parameters {
	var all []parameters
	for i := range length(generators) {
		all = append(all, s.generator(generators.At(i), outer)...)
	}
	return all
}

func (s *argoSet) generator(at manifest.Ref, outer parameters) []parameters {
	switch {
	case at.At("list").Exists():
		return s.list(at.At("list"))
	case at.At("git").Exists():
		return s.git(at.At("git"), outer)
	case at.At("matrix").Exists():
		return s.matrix(at.At("matrix", "generators"), outer)
	case at.At("merge").Exists():
		return s.merge(at.At("merge"), outer)
	case at.At("clusters").Exists():
		s.tellUnknown(at, "clusters")
		return []parameters{s.anyCluster(at.At("clusters"))}
	}
	generator, _ := at.Value().(map[string]any)
	for _, kind := range slices.Sorted(maps.Keys(generator)) {
		if kind != "selector" {
			s.tellUnknown(at, kind)
		}
	}
	return nil
}

func (s *argoSet) tellUnknown(at manifest.Ref, kind string) {
	s.tell(manifest.NotRead, at.At(kind), fmt.Sprintf("what the generator %s finds is not known here, and is not read", quote(kind)))
}

// anyCluster stands for every cluster that there may be.
func (s *argoSet) anyCluster(at manifest.Ref) parameters {
	values, _ := at.At("values").Value().(map[string]any)
	unknown := parameters{"values": values}
	for _, name := range []string{"name", "nameNormalized", "server", "project"} {
		unknown[name] = "{{" + name + "}}"
	}
	return unknown
}

func (s *argoSet) list(at manifest.Ref) []parameters {
	var all []parameters
	elements, _ := at.At("elements").Value().([]any)
	for _, element := range elements {
		if mapping, ok := element.(map[string]any); ok {
			all = append(all, mapping)
		}
	}
	return all
}

// matrix combines what two generators find; the second one sees what the first found.
func (s *argoSet) matrix(generators manifest.Ref, outer parameters) []parameters {
	combined := []parameters{merged(outer, nil)}
	for i := range length(generators) {
		var next []parameters
		for _, known := range combined {
			for _, found := range s.generator(generators.At(i), known) {
				next = append(next, merged(known, found))
			}
		}
		combined = next
	}
	return combined
}

// merge completes what the first generator finds by what the others find for the same
// keys.
func (s *argoSet) merge(at manifest.Ref, outer parameters) []parameters {
	keys, _ := at.At("mergeKeys").Value().([]any)
	generators := at.At("generators")
	if length(generators) == 0 {
		return nil
	}
	base := s.generator(generators.At(0), outer)
	for i := 1; i < length(generators); i++ {
		for _, found := range s.generator(generators.At(i), outer) {
			for j, own := range base {
				if s.sameKeys(own, found, keys) {
					base[j] = merged(own, found)
				}
			}
		}
	}
	return base
}

func (s *argoSet) sameKeys(a, b parameters, keys []any) bool {
	return len(keys) > 0 && !slices.ContainsFunc(keys, func(key any) bool {
		text := fmt.Sprint(key)
		own, other := s.lookUp(a, text), s.lookUp(b, text)
		return own == nil || fmt.Sprint(own) != fmt.Sprint(other)
	})
}

func merged(a, b parameters) parameters {
	all := make(parameters, len(a)+len(b))
	maps.Copy(all, a)
	for key, value := range b {
		own, ownIsMap := all[key].(map[string]any)
		other, isMap := value.(map[string]any)
		if ownIsMap && isMap {
			value = merged(own, other)
		}
		all[key] = value
	}
	return all
}

// lookUp returns a parameter by its keys with dots between them.
func (s *argoSet) lookUp(known parameters, name string) any {
	if value, ok := known[name]; ok {
		return value
	}
	var value any = known
	for key := range strings.SplitSeq(name, ".") {
		mapping, _ := value.(map[string]any)
		value = mapping[key]
	}
	return value
}

// git finds folders or files of the repository.
func (s *argoSet) git(at manifest.Ref, outer parameters) []parameters {
	address, _ := at.At("repoURL").Text()
	home := s.home(s.Object)
	if !home.isOwn(address) && len(home.remotes) > 0 || len(home.roots) == 0 {
		s.tellOnce(address+" ", manifest.NotRead, at.At("repoURL"), elsewhere("", address))
		return nil
	}
	root := home.roots[0]
	var all []parameters
	add := func(name string, more parameters) {
		inside, err := filepath.Rel(root, name)
		if err != nil {
			return
		}
		found := s.pathParameters(at, filepath.ToSlash(inside))
		if values, ok := at.At("values").Value().(map[string]any); ok {
			filled := parameters{}
			for key, value := range values {
				filled[key] = s.fill(fmt.Sprint(value), merged(more, found))
			}
			found["values"] = filled
		}
		all = append(all, merged(more, found))
	}
	for _, name := range s.matches(root, at.At("directories"), outer, true) {
		add(name, nil)
	}
	for _, name := range s.matches(root, at.At("files"), outer, false) {
		for _, content := range s.contents(name) {
			add(filepath.Dir(name), merged(content, parameters{}))
		}
	}
	return all
}

// matches are the folders or files that the patterns of a list mean, in order.
func (s *argoSet) matches(root string, list manifest.Ref, outer parameters, folders bool) []string {
	chosen := map[string]bool{}
	for _, excluding := range []bool{false, true} {
		for i := range length(list) {
			pattern, _ := list.At(i, "path").Text()
			exclude, _ := list.At(i, "exclude").Text()
			if excluding != (exclude == "true") {
				continue
			}
			pattern = path.Clean("/" + s.fill(pattern, outer))
			names, err := doublestar.FilepathGlob(filepath.Join(root, filepath.FromSlash(pattern)))
			if err != nil {
				s.tell(manifest.FailedBuild, list.At(i, "path"), fmt.Sprintf("%s is no pattern: %v", quote(pattern), err))
			}
			for _, name := range names {
				if isFolder(name) == folders && !strings.HasPrefix(filepath.Base(name), ".") {
					chosen[name] = !excluding
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(chosen)), func(name string) bool { return !chosen[name] })
}

// contents are the parameters that a file holds: those of a mapping, or of each item of a
// list.
func (s *argoSet) contents(name string) []parameters {
	file, err := s.file(name)
	if err != nil {
		return nil
	}
	file.Replace()
	var all []parameters
	for _, document := range file.Documents() {
		switch value := document.Value().(type) {
		case map[string]any:
			all = append(all, value)
		case []any:
			for _, item := range value {
				if mapping, ok := item.(map[string]any); ok {
					all = append(all, mapping)
				}
			}
		}
	}
	return all
}

// pathParameters are those of a folder of the repository.
func (s *argoSet) pathParameters(at manifest.Ref, inside string) parameters {
	segments := []any{}
	for segment := range strings.SplitSeq(inside, "/") {
		segments = append(segments, segment)
	}
	base := path.Base(inside)
	found := parameters{
		"path": inside, "basename": base, "basenameNormalized": normalized(base), "segments": segments,
	}
	result := parameters{"path": found}
	if prefix, ok := at.At("pathParamPrefix").Text(); ok && prefix != "" {
		result = parameters{prefix: parameters{"path": found}}
	}
	if s.goTemplate {
		return result
	}
	flat := parameters{"path": inside, "path.basename": base, "path.basenameNormalized": normalized(base)}
	for i, segment := range segments {
		flat[fmt.Sprintf("path[%d]", i)] = segment
	}
	return flat
}

// normalized is a text as a name of an object can hold it.
func normalized(text string) string {
	text = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, strings.ToLower(text))
	return strings.Trim(text, "-.")
}

// application fills the template in.
func (s *argoSet) application(known parameters) *manifest.Object {
	template := s.At("spec", "template")
	fill := func(text string) string { return s.fill(text, known) }
	object := template.Made(s.APIVersion, "Application", fill)
	if object == nil {
		return nil
	}
	if object.Namespace == "" {
		object.Namespace = s.Namespace
	}
	patch, ok := s.At("spec", "templatePatch").Text()
	if ok {
		object = s.patched(object, fill(patch))
	}
	object.SetOrigin(fromTemplate{template})
	return object
}

// patched merges the text of a template patch into an Application.
func (s *argoSet) patched(object *manifest.Object, patch string) *manifest.Object {
	at := s.At("spec", "templatePatch")
	file := manifest.Parse("", []byte(patch))
	if len(file.Problems) > 0 || len(file.Objects) > 1 {
		s.tell(manifest.FailedBuild, at, "what the patch of the template renders to is no YAML")
		return object
	}
	value, _ := object.Value().(map[string]any)
	for _, document := range file.Objects {
		if more, ok := document.Value().(map[string]any); ok {
			value = merged(value, more)
		}
	}
	value["apiVersion"], value["kind"] = object.APIVersion, object.Kind
	text, err := json.Marshal(value)
	if err != nil {
		return object
	}
	made := manifest.Parse(object.File, text).Objects
	if len(made) != 1 {
		return object
	}
	made[0].Namespace = object.Namespace
	return made[0]
}

// fill puts parameters into a text. What is not known stays.
func (s *argoSet) fill(text string, known parameters) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	if s.goTemplate {
		filled, err := chart.Fill(text, known)
		if err != nil {
			s.tell(manifest.FailedBuild, s.At("spec", "template"), "the template cannot be filled in: "+oneLine(err.Error()))
			return text
		}
		return filled
	}
	var filled strings.Builder
	for {
		before, rest, open := strings.Cut(text, "{{")
		filled.WriteString(before)
		name, after, closed := strings.Cut(rest, "}}")
		if !open || !closed {
			if open {
				filled.WriteString("{{" + rest)
			}
			return filled.String()
		}
		if value := s.lookUp(known, strings.TrimSpace(name)); value != nil {
			fmt.Fprint(&filled, value)
		} else {
			filled.WriteString("{{" + name + "}}")
		}
		text = after
	}
}

// fromTemplate is the origin of an object that a template makes.
type fromTemplate struct{ template manifest.Ref }

// Source returns the object that holds the template.
func (f fromTemplate) Source() *manifest.Object { return f.template.Object }

// Span returns the field of the template.
func (f fromTemplate) Span(path manifest.Path, key bool) manifest.Span {
	if key {
		return f.template.At(path...).KeySpan()
	}
	return f.template.At(path...).Span()
}

// Locate returns the field of the template.
func (f fromTemplate) Locate(path manifest.Path) manifest.Ref { return f.template.At(path...) }
