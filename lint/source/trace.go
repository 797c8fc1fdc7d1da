package source

import (
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// part is one object that goes into a build, and what is done to it on the way.
type part struct {
	source *manifest.Object // nil for what is generated
	at     manifest.Ref     // the entry that generates it
	layers []*layer         // from the innermost outward
	// names are those that the object has on the way, the last one at the end.
	names     []string
	namespace string
	taken     bool
}

// trace finds for each built object what it is made of.
func (t *tree) trace(root *kustomization, built []*manifest.Object) {
	parts := t.parts(root, nil)
	for _, p := range parts {
		p.follow()
	}
	left := built
	for _, fits := range []func(*part, *manifest.Object) bool{sameObject, sameName, likeName, sameKind} {
		left = slices.DeleteFunc(slices.Clone(left), func(object *manifest.Object) bool {
			at := slices.IndexFunc(parts, func(p *part) bool { return !p.taken && fits(p, object) })
			if at < 0 {
				return false
			}
			parts[at].taken = true
			object.SetOrigin(newOrigin(parts[at], object, root.head()))
			if source := parts[at].source; source != nil {
				object.Values = source.Values
			}
			return true
		})
	}
	for _, object := range left {
		object.SetOrigin(newOrigin(&part{at: root.head(), names: []string{object.Name}}, object, root.head()))
		object.File = root.file.Name
	}
}

// parts lists what a kustomization is made of; outer is what is done to all of it
// further out.
func (t *tree) parts(k *kustomization, outer []*layer) []*part {
	own := append(k.componentLayers(), k.ownLayer())
	onward := append(slices.Clone(own), outer...)
	var parts []*part
	for _, u := range k.uses {
		switch {
		case u.role == resourceRole && u.sub != nil, u.role == componentRole && u.sub != nil:
			parts = append(parts, t.parts(u.sub, onward)...)
		case u.role == resourceRole && u.file != nil:
			for _, object := range u.file.Written() {
				parts = append(parts, &part{source: object, layers: onward})
			}
		}
		for _, object := range u.madeFor(t.kubernetes) {
			parts = append(parts, &part{source: object, layers: onward})
		}
	}
	for _, generator := range []string{"configMapGenerator", "secretGenerator"} {
		for i := range length(k.object.At(generator)) {
			parts = append(parts, &part{at: k.object.At(generator, i), layers: onward})
		}
	}
	return parts
}

// componentLayers are what the components of a kustomization do to its resources.
func (k *kustomization) componentLayers() []*layer {
	var layers []*layer
	for _, u := range k.uses {
		if u.role == componentRole && u.sub != nil && u.sub.object != nil {
			layers = append(layers, append(u.sub.componentLayers(), u.sub.ownLayer())...)
		}
	}
	return layers
}

// notPrefixed are the kinds whose names kustomize leaves alone
// (sigs.k8s.io/kustomize/api/internal/builtins, prefixFieldSpecsToSkip).
var notPrefixed = []string{"CustomResourceDefinition", "APIService", "Namespace"}

// follow works out the names of the part on its way.
func (p *part) follow() {
	var name, kind string
	if p.source != nil {
		name, kind, p.namespace = p.source.Name, p.source.Kind, p.source.Namespace
	} else {
		name, _ = p.at.At("name").Text()
		p.namespace, _ = p.at.At("namespace").Text()
	}
	p.names = []string{name}
	for _, l := range p.layers {
		if !slices.Contains(notPrefixed, kind) {
			name = l.text("namePrefix") + name + l.text("nameSuffix")
			p.names = append(p.names, name)
		}
		if namespace := l.text("namespace"); namespace != "" {
			p.namespace = namespace
		}
	}
}

func (p *part) name() string { return p.names[len(p.names)-1] }

// sameObject, sameName, likeName and sameKind are ever weaker signs that an object
// was made of a part.
func sameObject(p *part, object *manifest.Object) bool {
	return sameName(p, object) && (object.ClusterScoped() || object.Namespace == p.namespace)
}

func sameName(p *part, object *manifest.Object) bool {
	if p.source == nil { // generated names may end in a hash
		name, hash, _ := strings.Cut(object.Name, p.name())
		return generates(p, object) && name == "" && (hash == "" || strings.HasPrefix(hash, "-"))
	}
	return p.source.Kind == object.Kind && p.source.Group() == object.Group() && p.name() == object.Name
}

func likeName(p *part, object *manifest.Object) bool {
	if p.source == nil {
		return generates(p, object) && strings.Contains(object.Name, p.names[0])
	}
	return p.source.Kind == object.Kind && strings.Contains(object.Name, p.source.Name)
}

func sameKind(p *part, object *manifest.Object) bool {
	return p.source != nil && p.source.Kind == object.Kind
}

// generates reports whether the entry of a generator makes objects of a kind.
func generates(p *part, object *manifest.Object) bool {
	if len(p.at.Path) == 0 {
		return false
	}
	return object.Kind == "ConfigMap" && p.at.Path[0] == "configMapGenerator" ||
		object.Kind == "Secret" && p.at.Path[0] == "secretGenerator"
}
