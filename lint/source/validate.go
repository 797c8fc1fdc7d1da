package source

import (
	"encoding/json"

	"sigs.k8s.io/kustomize/api/types"

	"github.com/dslint/dslint/lint/manifest"
)

// validate tells what keeps kustomize from reading the file at all, and which of it
// is not read here.
func (k *kustomization) validate() {
	if k.object == nil {
		if k.failed = true; len(k.file.Problems) == 0 {
			k.problem(manifest.FailedBuild, k.head(), "the kustomization is empty")
		}
		return
	}
	if err := k.readable(); err != nil {
		k.failed = true
		k.unreadable(err)
	}
}

// readable has kustomize read the file: it knows keys in any case.
func (k *kustomization) readable() error {
	content, err := json.Marshal(k.object.Value())
	if err != nil {
		return err
	}
	return (&types.Kustomization{}).Unmarshal(content)
}

// unreadable tells at which fields the file does not decode.
func (k *kustomization) unreadable(err error) {
	told := false
	for _, fault := range k.object.Decode(&types.Kustomization{}) {
		if fault.Kind != manifest.RepeatedKey {
			told = true
			k.problemAt(manifest.FailedBuild, fault.Place, fault.Message)
		}
	}
	if !told {
		k.problem(manifest.FailedBuild, k.head(), shortened(err.Error()))
	}
}
