package lint

import (
	"cmp"
	"slices"
	"sync"

	"github.com/dslint/dslint/lint/manifest"
)

// Finding is one thing that a rule found.
type Finding struct {
	Rule     *Rule
	Severity Severity
	// Object is nil for findings about a file.
	Object *manifest.Object
	At     manifest.Span
	// Field is what At is the place of; it is zero for a place that is no field.
	Field   manifest.Ref
	Message string
	// Nodes are the names of the nodes that the finding speaks of.
	Nodes   []string
	Related []Related
	Fix     *Fix
	// Clusters are the names of those that have the finding.
	Clusters []string
	// Differs tells that the other clusters hold the object, too, and have no such
	// finding.
	Differs bool
	// Others are objects of which the finding is true as well: what the place becomes
	// elsewhere.
	Others []*manifest.Object
}

// Related is another place that belongs to a finding: the taint that is not
// tolerated, the DaemonSet that holds the port.
type Related struct {
	At      manifest.Span
	Message string
}

// Fix says what to change.
type Fix struct {
	// Summary is imperative: "Add a toleration for nvidia.com/gpu".
	Summary string
	// Safe tells that the changes may be made unseen.
	Safe bool
	// Changes are made together, in their order; without any a person must make them.
	Changes []manifest.Change

	once  sync.Once
	patch *manifest.Patch
	err   error
}

// Patch finds the text that the changes edit, once. It is nil without changes; an
// error says why the text cannot be edited so.
func (f *Fix) Patch() (*manifest.Patch, error) {
	f.once.Do(func() {
		if len(f.Changes) > 0 {
			f.patch, f.err = manifest.NewPatch(f.Changes...)
		}
	})
	return f.patch, f.err
}

// Fixable reports whether dslint can make the fix of the finding.
func (f *Finding) Fixable() bool {
	if f.Fix == nil {
		return false
	}
	patch, err := f.Fix.Patch()
	return err == nil && patch != nil
}

// Detail adds to a finding what only some have.
type Detail func(*Finding)

// As gives a finding another severity than that of its rule.
func As(severity Severity) Detail { return func(f *Finding) { f.Severity = severity } }

// OnNodes names the nodes that a finding speaks of.
func OnNodes(names ...string) Detail {
	return func(f *Finding) { f.Nodes = append(f.Nodes, names...) }
}

// See points at a field that belongs to a finding.
func See(at manifest.Ref, message string) Detail {
	return func(f *Finding) { f.Related = append(f.Related, Related{at.Span(), message}) }
}

// Suggest says what to change, without edits that a program could apply.
func Suggest(summary string) Detail {
	return func(f *Finding) { f.Fix = &Fix{Summary: summary} }
}

// SafeFix says what to change, and changes fields so. The fix has one right answer,
// and does what the user meant beyond doubt: dslint fix makes it unseen.
func SafeFix(summary string, changes ...manifest.Change) Detail {
	return func(f *Finding) { f.Fix = &Fix{Summary: summary, Safe: true, Changes: changes} }
}

// UnsafeFix is a [SafeFix] that somebody must look at: it changes what the workload
// does, or is one of several answers. dslint makes it with --unsafe-fixes only.
func UnsafeFix(summary string, changes ...manifest.Change) Detail {
	return func(f *Finding) { f.Fix = &Fix{Summary: summary, Changes: changes} }
}

// sortFindings puts findings in the order of files as they were given, then by
// place, rule and message: the order is total, so that two runs print the same.
func sortFindings(findings []*Finding, set *manifest.Set) {
	order := make(map[string]int, len(set.Files))
	for i, file := range set.Files {
		order[file.Name] = i
	}
	slices.SortStableFunc(findings, func(a, b *Finding) int {
		return cmp.Or(
			cmp.Compare(order[a.At.File], order[b.At.File]),
			cmp.Compare(a.At.File, b.At.File),
			cmp.Compare(a.At.Start.Line, b.At.Start.Line),
			cmp.Compare(a.At.Start.Column, b.At.Start.Column),
			cmp.Compare(a.Rule.Name, b.Rule.Name),
			cmp.Compare(a.Message, b.Message),
		)
	})
}
