package source_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/source"
)

// TestKustomizeCorpus builds every kustomization of the corpus, bases and overlays alike,
// and compares all objects with those that kustomize itself builds.
func TestKustomizeCorpus(t *testing.T) {
	t.Setenv("PATH", "") // the trees are closed: nothing is to be fetched
	corpus, err := filepath.Abs("../../../shared/corpus/kustomize")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = os.Stat(corpus); err != nil {
		linttest.Missing(t, err)
	}
	compared := 0
	err = filepath.WalkDir(corpus, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{"kustomization.yaml", "kustomization.yml", "Kustomization"}, entry.Name()) {
			return err
		}
		text, err := os.ReadFile(name) //nolint:gosec // it is a file of the corpus
		if err != nil || strings.Contains(string(text), "kind: Component") {
			return err // a component builds nothing by itself
		}
		want, err := builtByKustomize(filepath.Dir(name))
		if err != nil {
			return nil //nolint:nilerr // it is no kustomization that can be built by itself
		}
		compared++
		if diff := cmp.Diff(want, builtHere(t, name)); diff != "" {
			t.Errorf("%s (-kustomize +dslint):\n%s", name, diff)
		}
		return nil
	})
	if err != nil || compared < 20 {
		t.Errorf("only %d kustomizations were compared: %v", compared, err)
	}
	t.Logf("%d kustomizations agree", compared)
}

func builtByKustomize(folder string) (map[string]any, error) {
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsNone
	built, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return nil, err
	}
	objects := map[string]any{}
	for _, resource := range built.Resources() {
		text, err := resource.MarshalJSON()
		if err != nil {
			return nil, err
		}
		var object any
		if err := json.Unmarshal(text, &object); err != nil {
			return nil, err
		}
		objects[resource.GetKind()+" "+resource.GetNamespace()+"/"+resource.GetName()] = object
	}
	return objects, nil
}

// builtHere are the objects that a kustomization builds, without what lies beside it.
func builtHere(t *testing.T, name string) map[string]any {
	t.Helper()
	set, err := source.Load(source.Options{Paths: []string{name}})
	if err != nil {
		t.Error(err)
		return nil
	}
	objects := map[string]any{}
	for _, object := range set.Objects() {
		text, err := json.Marshal(object.Value())
		if err != nil {
			t.Error(err)
		}
		var plain any
		if err := json.Unmarshal(text, &plain); err != nil {
			t.Error(err)
		}
		objects[object.Kind+" "+object.Namespace+"/"+object.Name] = plain
	}
	return objects
}
