package manifest_test

import (
	"testing"

	"github.com/dslint/dslint/lint/manifest"
)

const definitions = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: issuers.shop.example}
spec: {group: shop.example, scope: Cluster, names: {kind: Issuer, plural: issuers}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: nodes.shop.example}
spec: {group: shop.example, scope: Namespaced, names: {kind: Node, plural: nodes}}
---
`

func TestScope(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		apiVersion, kind, name string
		known                  bool
	}{
		{"shop.example/v1", "Issuer", "Issuer a", true},
		{"shop.example/v2", "Issuer", "Issuer a", true},
		{"other.example/v1", "Issuer", "Issuer default/a", false},
		{"shop.example/v1", "Node", "Node default/a", true},
		{"v1", "Node", "Node a", true},
		{"networking.k8s.io/v1", "IngressClass", "IngressClass a", true},
		{"apps/v1", "DaemonSet", "DaemonSet default/a", true},
		{"snapshot.storage.k8s.io/v1", "VolumeSnapshot", "VolumeSnapshot default/a", false},
	} {
		text := definitions + "apiVersion: " + test.apiVersion + "\nkind: " + test.kind + "\nmetadata: {name: a}\n"
		file := manifest.Parse("a.yaml", []byte(text))
		(&manifest.Set{Files: []*manifest.File{file}}).LearnScopes()
		object := file.Objects[len(file.Objects)-1]
		if object.String() != test.name || object.ScopeKnown() != test.known {
			t.Errorf("%s %s: got %q, known %v", test.apiVersion, test.kind, object, object.ScopeKnown())
		}
	}
}

// TestScopeByNamespace: whatever has a namespace has one.
func TestScopeByNamespace(t *testing.T) {
	t.Parallel()
	file := manifest.Parse("a.yaml", []byte("apiVersion: other.example/v1\nkind: Issuer\nmetadata: {name: a, namespace: b}\n"))
	if object := file.Objects[0]; !object.ScopeKnown() || object.ClusterScoped() {
		t.Errorf("known %v, of the cluster %v", object.ScopeKnown(), object.ClusterScoped())
	}
}
