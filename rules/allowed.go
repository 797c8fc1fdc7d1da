package rules

import (
	"path"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

// allowedOption lists the workloads that a rule passes over.
const allowedOption = "allowed"

// allowed reports whether the options of the running rule pass over a workload.
func allowed(pass *lint.Pass, w *placement.Workload) bool {
	return slices.ContainsFunc(lint.OptionOf[[]string](pass, allowedOption), func(pattern string) bool {
		return fits(pattern, w.Namespace()+"/"+w.Object.Name)
	})
}

// fits reports whether a name fits a pattern, in which * stands for any text without
// a slash. A pattern that cannot be read fits itself only.
func fits(pattern, name string) bool {
	matched, err := path.Match(pattern, name)
	return matched && err == nil || pattern == name
}
