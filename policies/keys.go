package policies

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// keys are what policies speak of.
type keys struct {
	all   bool // one of them looks at input as a whole
	names []string
	words map[string]bool // the names that follow the first in any path
}

// wantedKeys collects the keys of input that modules speak of.
func wantedKeys(modules []*ast.Module) keys {
	collector := keyCollector{names: map[string]bool{}, words: map[string]bool{}}
	for _, module := range modules {
		ast.WalkTerms(module, collector.visit)
	}
	return keys{collector.all, slices.Sorted(maps.Keys(collector.names)), collector.words}
}

type keyCollector struct {
	all   bool
	names map[string]bool
	words map[string]bool
}

// visit looks at a term. It returns true where it has looked below it, too.
func (k *keyCollector) visit(term *ast.Term) bool {
	ref, isRef := term.Value.(ast.Ref)
	if !isRef {
		k.all = k.all || term.Equal(ast.InputRootDocument)
		k.addWord(term)
		return false
	}
	if len(ref) == 0 || !ref[0].Equal(ast.InputRootDocument) {
		return false
	}
	k.add(ref)
	for _, operand := range ref[1:] {
		ast.WalkTerms(operand, k.visit)
	}
	return true
}

func (k *keyCollector) add(ref ast.Ref) {
	if len(ref) > 1 {
		if name, constant := ref[1].Value.(ast.String); constant {
			k.names[string(name)] = true
			return
		}
	}
	k.all = true
}

// addWord notes every text of a policy: it may be a key that is looked up.
func (k *keyCollector) addWord(term *ast.Term) {
	if word, isText := term.Value.(ast.String); isText {
		k.words[string(word)] = true
	}
}
