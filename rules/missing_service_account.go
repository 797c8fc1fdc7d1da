package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed missing_service_account.txtar
var missingServiceAccountExamples []byte

var missingServiceAccount = &lint.Rule{
	Name:     "missing-service-account",
	Category: lint.References,
	Severity: lint.Error,
	Summary:  "Pods run as a ServiceAccount that is not there, and so none is made",
	Examples: missingServiceAccountExamples,
	Check:    checkMissingServiceAccount,
}

func checkMissingServiceAccount(_ context.Context, pass *lint.Pass) error {
	accounts := objectsOf(pass.Set, "ServiceAccount")
	if len(accounts) == 0 || slices.ContainsFunc(accounts, unnamed) {
		return nil // they are kept elsewhere
	}
	for _, w := range pass.Workloads() {
		at, name := accountOf(w)
		if name == "" || name == "default" || w.Fragment() || isMade(w) || unnamed(w.Object) || faulty(at) {
			continue
		}
		if !slices.ContainsFunc(accounts, func(o *manifest.Object) bool { return o.Name == name && mayShare(o, w.Object) }) {
			reportNoAccount(pass, w, at, name, accounts)
		}
	}
	return nil
}

// accountOf returns the account that the pods run as, and the field that names it.
func accountOf(w *placement.Workload) (manifest.Ref, string) {
	if name := w.Spec().ServiceAccountName; name != "" || w.Spec().DeprecatedServiceAccount == "" {
		return w.At("spec", "serviceAccountName"), name
	}
	return w.At("spec", "serviceAccount"), w.Spec().DeprecatedServiceAccount
}

// reportNoAccount says nothing where something else may make the account.
func reportNoAccount(pass *lint.Pass, w *placement.Workload, at manifest.Ref, name string, accounts []*manifest.Object) {
	if mentioned(pass, name) {
		return
	}
	elsewhere := func(o *manifest.Object) bool { return o.Name == name && o.File == w.Object.File }
	if i := slices.IndexFunc(accounts, elsewhere); i >= 0 {
		pass.Report(at, fmt.Sprintf("%s gets no pod: ServiceAccount %s is in namespace %s and not in %s",
			w, name, accounts[i].EffectiveNamespace(), w.Namespace()),
			lint.See(accounts[i].At("metadata", "namespace"), "the account"), lint.Suggest("Give both the same namespace"))
		return
	}
	names := accountsOf(pass, w, accounts)
	if len(names) == 0 {
		return
	}
	severity, remedy := lint.Warning, declareAccount(pass, w, name)
	if placement.DeclaredNamespaces(pass.Set)[w.Namespace()] && !rendersMore(pass.Set) {
		severity = lint.Error
	}
	if meant := closest(name, names); meant != "" {
		remedy = lint.UnsafeFix("Write "+meant, at.Put(meant))
	}
	pass.Report(at, fmt.Sprintf("%s gets no pod: ServiceAccount %s is not among those of namespace %s (%s)",
		w, name, w.Namespace(), firstThree(names)), lint.As(severity), remedy)
}

// declaredAccount is the key under which a snapshot keeps which workload gets an
// account declared that several lack.
type declaredAccount struct{ namespace, name string }

// declareAccount adds a ServiceAccount to the file of the first workload that lacks it.
// What it may do is for somebody to say.
func declareAccount(pass *lint.Pass, w *placement.Workload, name string) lint.Detail {
	const summary = "Declare the ServiceAccount, or name another"
	if first := pass.Memo(declaredAccount{w.Namespace(), name}, func() any { return w.Object }); first != w.Object {
		return lint.Suggest(summary)
	}
	return lint.UnsafeFix(summary, w.Object.Beside("ServiceAccount "+w.Namespace()+"/"+name, written{
		APIVersion: "v1", Kind: "ServiceAccount", Metadata: writtenMeta{name, w.Object.Namespace},
	}))
}

// written is an object that a fix adds.
type written struct {
	APIVersion string      `json:"apiVersion"`
	Kind       string      `json:"kind"`
	Metadata   writtenMeta `json:"metadata"`
	Spec       any         `json:"spec,omitempty"`
}

type writtenMeta struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace,omitempty"`
}

// accountsOf returns the accounts of the namespace of a workload that show where such
// are kept. Those of a namespace that is not declared count where they are beside the
// workload, but in kube-system, where add-ons of many origins live.
func accountsOf(pass *lint.Pass, w *placement.Workload, accounts []*manifest.Object) []string {
	declared := placement.DeclaredNamespaces(pass.Set)[w.Namespace()]
	if w.Object.Namespace == "" || !declared && (w.Namespace() == "default" || w.Namespace() == kubeSystem) {
		return nil
	}
	var names []string
	for _, account := range accounts {
		if account.EffectiveNamespace() == w.Namespace() && (declared || beside(account, w.Object)) {
			names = append(names, account.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
