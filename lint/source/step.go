package source

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// target says which objects a patch is for.
type target struct {
	kind, name *regexp.Regexp // nil for any
}

// newTarget reads the target of an entry, else that which a patch names itself.
func newTarget(entry manifest.Ref, patch *manifest.Object) target {
	at := manifest.Ref{}
	if !entry.IsZero() {
		at = entry.At("target")
	}
	if at.IsZero() || !at.Exists() {
		if patch == nil {
			return target{}
		}
		return target{exactly(regexp.QuoteMeta(patch.Kind)), exactly(regexp.QuoteMeta(patch.Name))}
	}
	kind, _ := at.At("kind").Text()
	name, _ := at.At("name").Text()
	return target{exactly(kind), exactly(name)}
}

// exactly reads an expression as kustomize does, which anchors it.
func exactly(expression string) *regexp.Regexp {
	if expression == "" {
		return nil
	}
	compiled, err := regexp.Compile("^(?:" + expression + ")$")
	if err != nil {
		return nil
	}
	return compiled
}

func (t target) matches(o *origin) bool {
	if t.kind != nil && !t.kind.MatchString(o.object.Kind) {
		return false
	}
	return t.name == nil || t.name.MatchString(o.object.Name) || slices.ContainsFunc(o.names, t.name.MatchString)
}

// mergeStep is a strategic-merge patch.
type mergeStep struct {
	patch *manifest.Object
	value any
	target
}

func (s *mergeStep) sets(o *origin, path manifest.Path, value any) (manifest.Ref, bool) {
	at, ok := s.holds(o, path)
	if !ok || len(path) == 0 || !reflect.DeepEqual(mustLookUp(s.value, at.Path), value) {
		return manifest.Ref{}, false
	}
	return at, true
}

func (s *mergeStep) holds(o *origin, path manifest.Path) (manifest.Ref, bool) {
	if !s.matches(o) {
		return manifest.Ref{}, false
	}
	at, ok := align(o.value, s.value, path)
	return s.patch.At(at...), ok
}

// operationsStep is a list of JSON patch operations (RFC 6902).
type operationsStep struct {
	patch      *manifest.Object
	operations []any
	target
}

func (s *operationsStep) sets(o *origin, path manifest.Path, value any) (manifest.Ref, bool) {
	return s.look(o, path, func(written any) bool { return reflect.DeepEqual(written, value) })
}

func (s *operationsStep) holds(o *origin, path manifest.Path) (manifest.Ref, bool) {
	return s.look(o, path, func(any) bool { return true })
}

func (s *operationsStep) look(o *origin, path manifest.Path, fits func(any) bool) (manifest.Ref, bool) {
	if !s.matches(o) {
		return manifest.Ref{}, false
	}
	for i, operation := range slices.Backward(s.operations) {
		fields, _ := operation.(map[string]any)
		if fields["op"] != "add" && fields["op"] != "replace" {
			continue
		}
		pointer, _ := fields["path"].(string)
		rest, ok := below(o.value, pointer, path, fields["value"])
		if !ok {
			continue
		}
		within, ok := align(mustLookUp(o.value, path[:len(path)-len(rest)]), fields["value"], rest)
		if ok && fits(mustLookUp(fields["value"], within)) {
			return s.patch.At(i, "value").At(within...), true
		}
	}
	return manifest.Ref{}, false
}

// below returns what follows in a path behind a JSON pointer. A number in the
// pointer may have moved: any item that is as written will do.
func below(built any, pointer string, path manifest.Path, written any) (manifest.Path, bool) {
	tokens := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	if len(tokens) > len(path) {
		return nil, false
	}
	for i, token := range tokens {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		switch step := path[i].(type) {
		case string:
			if step != token {
				return nil, false
			}
		case int:
			last := i == len(tokens)-1
			moved := last && reflect.DeepEqual(mustLookUp(built, path[:i+1]), written)
			if !moved && token != strconv.Itoa(step) {
				return nil, false
			}
		}
	}
	return path[len(tokens):], true
}

// namespaceStep writes the namespace.
type namespaceStep struct{ at manifest.Ref }

func (s namespaceStep) sets(_ *origin, path manifest.Path, value any) (manifest.Ref, bool) {
	text, ok := s.at.Text()
	return s.at, ok && text != "" && value == text && len(path) > 0 && path[len(path)-1] == "namespace"
}

func (s namespaceStep) holds(*origin, manifest.Path) (manifest.Ref, bool) { return s.at, false }

// nameStep puts a prefix and a suffix around the name. They are what to edit where
// the name is a valid one without them.
type nameStep struct{ k *kustomization }

func (s nameStep) sets(o *origin, path manifest.Path, _ any) (manifest.Ref, bool) {
	if path.String() != "metadata.name" || !validName(o.names[0]) || validName(o.object.Name) {
		return manifest.Ref{}, false
	}
	for _, field := range []string{"namePrefix", "nameSuffix"} {
		if s.k.text(field) != "" {
			return s.k.field(field), true
		}
	}
	return manifest.Ref{}, false
}

func (s nameStep) holds(*origin, manifest.Path) (manifest.Ref, bool) { return manifest.Ref{}, false }

// validName reports whether most kinds of objects may have a name (RFC 1123).
func validName(name string) bool {
	const longest = 253
	return name != "" && len(name) <= longest && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == "" &&
		strings.Trim(name, "-.") == name
}

// pairStep writes labels or annotations.
type pairStep struct {
	parents []string // the keys that the pairs are written below
	pairs   manifest.Ref
}

func (s pairStep) sets(_ *origin, path manifest.Path, value any) (manifest.Ref, bool) {
	if len(path) < 2 {
		return manifest.Ref{}, false
	}
	parent, _ := path[len(path)-2].(string)
	at := s.pairs.At(path[len(path)-1])
	return at, slices.Contains(s.parents, parent) && at.Exists() && fmt.Sprint(at.Value()) == fmt.Sprint(value)
}

func (s pairStep) holds(*origin, manifest.Path) (manifest.Ref, bool) { return s.pairs, false }

// replicaStep writes the number of replicas of an object.
type replicaStep struct{ entry manifest.Ref }

func (s replicaStep) sets(o *origin, path manifest.Path, value any) (manifest.Ref, bool) {
	name, _ := s.entry.At("name").Text()
	at := s.entry.At("count")
	return at, path.String() == "spec.replicas" && slices.Contains(o.names, name) && reflect.DeepEqual(at.Value(), value)
}

func (s replicaStep) holds(*origin, manifest.Path) (manifest.Ref, bool) { return s.entry, false }

// imageStep writes names and tags of images.
type imageStep struct{ entry manifest.Ref }

func (s imageStep) sets(_ *origin, path manifest.Path, value any) (manifest.Ref, bool) {
	image, isText := value.(string)
	if !isText || len(path) == 0 || path[len(path)-1] != "image" {
		return manifest.Ref{}, false
	}
	name := cmp.Or(s.text("newName"), s.text("name"))
	rest, named := strings.CutPrefix(image, name)
	if !named || name == "" || rest != "" && rest[0] != ':' && rest[0] != '@' {
		return manifest.Ref{}, false
	}
	if digest := s.text("digest"); digest != "" {
		return s.entry.At("digest"), strings.HasSuffix(rest, "@"+digest)
	}
	if tag := s.text("newTag"); tag != "" {
		return s.entry.At("newTag"), rest == ":"+tag || strings.HasPrefix(rest, ":"+tag+"@")
	}
	return s.entry.At("newName"), s.text("newName") != ""
}

func (s imageStep) text(field string) string {
	text, _ := s.entry.At(field).Text()
	return text
}

func (s imageStep) holds(*origin, manifest.Path) (manifest.Ref, bool) { return s.entry, false }

// replacementStep copies a value to fields that it names.
type replacementStep struct{ entry manifest.Ref }

func (s replacementStep) sets(o *origin, path manifest.Path, _ any) (manifest.Ref, bool) {
	for i := range length(s.entry.At("targets")) {
		to := s.entry.At("targets", i)
		kind, _ := to.At("select", "kind").Text()
		name, _ := to.At("select", "name").Text()
		if !(target{exactly(kind), exactly(name)}).matches(o) {
			continue
		}
		for j := range length(to.At("fieldPaths")) {
			field := to.At("fieldPaths", j)
			if text, _ := field.Text(); sameField(text, path) {
				return field, true
			}
		}
	}
	return manifest.Ref{}, false
}

func (s replacementStep) holds(*origin, manifest.Path) (manifest.Ref, bool) { return s.entry, false }

// sameField reports whether the field path of a replacement may lead to a path:
// items of lists are not told apart.
func sameField(fieldPath string, path manifest.Path) bool {
	keys := fieldKeys(fieldPath)
	if len(keys) != len(path) {
		return false
	}
	for i, step := range path {
		if key, ok := step.(string); ok && key != keys[i] {
			return false
		}
	}
	return true
}

// fieldKeys splits spec.containers.[name=a.b].image at the dots outside of brackets.
func fieldKeys(fieldPath string) []string {
	depth := 0
	keys := strings.FieldsFunc(fieldPath, func(r rune) bool {
		switch r {
		case '[':
			depth++
		case ']':
			depth--
		}
		return r == '.' && depth == 0
	})
	for i := range keys {
		keys[i] = strings.Trim(keys[i], "[]")
	}
	return keys
}
