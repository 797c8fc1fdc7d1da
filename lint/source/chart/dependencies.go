package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"helm.sh/helm/v3/pkg/chart"
)

// lookUp follows a path of keys with dots between them.
func lookUp(values Values, path string) (any, bool) {
	var value any = values
	for key := range strings.SplitSeq(path, ".") {
		table, _ := value.(map[string]any)
		inner, ok := table[key]
		if !ok {
			return nil, false
		}
		value = inner
	}
	return value, true
}

// chooseDependencies keeps the subcharts that tags and conditions enable, under
// their aliases (helm.sh/helm/v3/pkg/chartutil, processDependencyEnabled).
func chooseDependencies(c *chart.Chart, given Values, path string) error {
	if c.Metadata.Dependencies == nil {
		return nil
	}
	c.SetDependencies(presentDependencies(c)...)
	values, err := coalesce(c, copiedTable(given), false)
	if err != nil {
		return err
	}
	refused := map[string]bool{}
	for _, wanted := range c.Metadata.Dependencies {
		if !enabled(wanted, values, path) {
			refused[wanted.Name] = true
		}
	}
	c.Metadata.Dependencies = slices.DeleteFunc(slices.Clone(c.Metadata.Dependencies),
		func(d *chart.Dependency) bool { return refused[d.Name] })
	c.SetDependencies(slices.DeleteFunc(slices.Clone(c.Dependencies()),
		func(s *chart.Chart) bool { return refused[s.Name()] })...)
	for _, dependency := range c.Dependencies() {
		if err := chooseDependencies(dependency, values, path+dependency.Name()+"."); err != nil {
			return err
		}
	}
	return nil
}

// presentDependencies are the subcharts that a chart holds and does not speak of, then
// those that it asks for. What it asks for goes by its alias from then on.
func presentDependencies(c *chart.Chart) []*chart.Chart {
	var present []*chart.Chart
	for _, existing := range c.Dependencies() {
		if !slices.ContainsFunc(c.Metadata.Dependencies, func(d *chart.Dependency) bool { return meets(existing, d) }) {
			present = append(present, existing)
		}
	}
	for _, wanted := range c.Metadata.Dependencies {
		at := slices.IndexFunc(c.Dependencies(), func(d *chart.Chart) bool { return meets(d, wanted) })
		if at >= 0 {
			present = append(present, aliased(c.Dependencies()[at], wanted))
		}
		wanted.Name = cmp.Or(wanted.Alias, wanted.Name)
	}
	return present
}

// missingDependencies are the subcharts that a chart asks for, that are enabled and
// that it does not hold. Helm refuses the chart then, whatever is enabled
// (helm.sh/helm/v3/pkg/action, CheckDependencies).
func missingDependencies(c *chart.Chart, given Values) []string {
	values, err := coalesce(c, copiedTable(given), false)
	if err != nil {
		return nil
	}
	var missing []string
	for _, wanted := range c.Metadata.Dependencies {
		if !isSubchart(c, wanted.Name) && enabled(wanted, values, "") {
			missing = append(missing, wanted.Name)
		}
	}
	return missing
}

// meets reports whether a subchart is what is asked for.
func meets(existing *chart.Chart, wanted *chart.Dependency) bool {
	return existing.Name() == wanted.Name && inRange(wanted.Version, existing.Metadata.Version)
}

// inRange reports whether a version meets a constraint.
func inRange(constraint, version string) bool {
	wanted, err := semver.NewConstraint(constraint)
	if err != nil {
		return false
	}
	parsed, err := semver.NewVersion(version)
	return err == nil && wanted.Check(parsed)
}

func aliased(existing *chart.Chart, wanted *chart.Dependency) *chart.Chart {
	alias, metadata := *existing, *existing.Metadata
	alias.Metadata = &metadata
	metadata.Name = cmp.Or(wanted.Alias, metadata.Name)
	return &alias
}

// enabled reports whether a subchart is wanted: the first condition that is set
// decides, else the tags do.
func enabled(wanted *chart.Dependency, values Values, path string) bool {
	for condition := range strings.SplitSeq(strings.TrimSpace(wanted.Condition), ",") {
		if value, ok := lookUp(values, path+condition); ok && condition != "" {
			if wish, isBool := value.(bool); isBool {
				return wish
			}
		}
	}
	tags, _ := values["tags"].(map[string]any)
	on, off := false, false
	for _, tag := range wanted.Tags {
		if wish, isBool := tags[tag].(bool); isBool {
			on, off = on || wish, off || !wish
		}
	}
	return on || !off
}

// importValues copies values of subcharts that a chart asks for
// (helm.sh/helm/v3/pkg/chartutil, processImportValues).
func importValues(c *chart.Chart) error {
	for _, dependency := range c.Dependencies() {
		if err := importValues(dependency); err != nil {
			return err
		}
	}
	if c.Metadata.Dependencies == nil {
		return nil
	}
	values, err := coalesce(c, Values{}, true)
	if err != nil {
		return err
	}
	imported := Values{}
	for _, dependency := range c.Metadata.Dependencies {
		for _, wish := range dependency.ImportValues {
			child, parent := importPaths(wish)
			found, _ := lookUp(values, dependency.Name+"."+child)
			if table, ok := found.(map[string]any); ok {
				complete(imported, below(parent, copiedTable(table)), true)
			}
		}
	}
	c.Values = copiedTable(values)
	complete(c.Values, imported, true)
	return nil
}

// importPaths are where values are taken from in a subchart, and put in the chart.
func importPaths(wish any) (child, parent string) {
	if wish, ok := wish.(map[string]any); ok {
		return fmt.Sprint(wish["child"]), fmt.Sprint(wish["parent"])
	}
	return fmt.Sprint("exports.", wish), "."
}

// below puts a table where a path leads.
func below(path string, table Values) Values {
	if path == "." {
		return table
	}
	keys := strings.Split(path, ".")
	for _, key := range slices.Backward(keys) {
		table = Values{key: table}
	}
	return table
}
