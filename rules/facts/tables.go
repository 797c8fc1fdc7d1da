package facts

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
)

var (
	//go:embed taints.tsv
	taintTable string
	//go:embed labels.tsv
	labelTable string
	//go:embed renames.tsv
	renameTable string
	//go:embed classes.tsv
	classTable string
)

// ownSource is the source of facts that the config adds.
const ownSource = "the config"

// kubeSystem is the namespace that is free of quotas for classes unless another one is.
const kubeSystem = "kube-system"

// none stands in a table for nothing at all.
const none = "-"

var taints = sync.OnceValue(func() []Fact {
	var all []Fact
	for _, row := range rows(taintTable) {
		fact := newFact(row["key"], row["kind"], row["value"], row)
		for _, effect := range list(row["effect"]) {
			if effect != "*" {
				fact.Effects = append(fact.Effects, corev1.TaintEffect(effect))
			}
		}
		all = append(all, fact)
	}
	return all
})

var labels = sync.OnceValue(func() []Fact {
	var all []Fact
	for _, row := range rows(labelTable) {
		all = append(all, newFact(row["key"], row["kind"], row["value"], row))
	}
	return all
})

func newFact(key, kind, value string, row map[string]string) Fact {
	return Fact{
		Key: key, Kind: lint.FactKind(kind), Value: value, By: something(row["by"]),
		Source: row["source"], Checked: something(row["checked"]),
		packs: list(row["packs"]), always: row["always"] == "yes",
	}
}

// rows reads a table: comments, a line of names, and a line of values a row.
func rows(table string) []map[string]string {
	var names []string
	var all []map[string]string
	for line := range strings.Lines(table) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		values := strings.Split(line, "\t")
		if names == nil {
			names = values
			continue
		}
		row := make(map[string]string, len(names))
		for i, value := range values {
			row[names[i]] = value
		}
		all = append(all, row)
	}
	return all
}

func something(text string) string {
	if text == none {
		return ""
	}
	return text
}

func list(text string) []string {
	if text == none || text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// Rename is a label of nodes that another one has replaced, with the same values.
type Rename struct {
	Old, Successor string
	// Since is the version of whatever renamed it, "" where nobody says.
	Since string
	// Copied tells that every node which has the successor has the old one, too.
	Copied bool
	// Source is where the fact comes from.
	Source string
}

var renames = sync.OnceValue(func() []Rename {
	var all []Rename
	for _, row := range rows(renameTable) {
		if row["values"] == "same" {
			all = append(all, Rename{row["old"], row["successor"], row["since"], row["copied"] == "yes", row["source"]})
		}
	}
	return all
})

// Rename returns what is known of a label that another one has replaced, by the config
// before all others.
func (f *Facts) Rename(label string) (Rename, bool) {
	for _, own := range f.own.Renames {
		if own.Old == label {
			return Rename{own.Old, own.Successor, own.Since, false, ownSource}, true
		}
	}
	i := slices.IndexFunc(renames(), func(r Rename) bool { return r.Old == label })
	if i < 0 {
		return Rename{}, false
	}
	return renames()[i], true
}

// Successor returns the label that replaced another one of Kubernetes with the same
// values, "" for labels that none replaced.
func Successor(label string) string {
	rename, _ := (&Facts{}).Rename(label)
	return rename.Successor
}

// IsPlatform reports whether a label tells operating systems or architectures apart:
// every node has it.
func IsPlatform(label string) bool {
	return slices.ContainsFunc(labels(), func(k Fact) bool { return k.Kind == lint.PlatformFact && k.Key == label })
}

// Class is a priority class that a namespace needs a ResourceQuota for.
type Class struct {
	Name string
	// Free is the namespace that needs none.
	Free string
	// Source is where the fact comes from.
	Source string
}

// LimitedClass returns what is known of a priority class that clusters like this one
// let pods have only where a ResourceQuota of their namespace allows it.
func (f *Facts) LimitedClass(name string) (Class, bool) {
	for _, own := range f.own.QuotaClasses {
		if own.Name == name {
			return Class{name, cmp.Or(own.Except, kubeSystem), ownSource}, true
		}
	}
	for _, row := range rows(classTable) {
		if row["class"] == name && slices.ContainsFunc(list(row["packs"]), f.Chosen) {
			return Class{name, row["free"], row["source"]}, true
		}
	}
	return Class{}, false
}
