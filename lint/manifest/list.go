package manifest

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// listItems returns the items of a List: any kind that ends in List and has a
// sequence of items.
func listItems(o *Object) ([]*yaml.Node, bool) {
	if !strings.HasSuffix(o.Kind, "List") {
		return nil, false
	}
	_, items := child(o.node, "items")
	if items == nil || items.Kind != yaml.SequenceNode {
		return nil, false
	}
	return items.Content, true
}

// itemType tells the type that a typed list gives its items; a plain List gives
// none.
func itemType(o *Object) (apiVersion, kind string) {
	if o.Kind == "List" {
		return "", ""
	}
	return o.APIVersion, strings.TrimSuffix(o.Kind, "List")
}
