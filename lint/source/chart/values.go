package chart

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"helm.sh/helm/v3/pkg/chart"
)

// Values are what a chart is rendered with.
type Values = map[string]any

const globalKey = "global"

// copied returns a deep copy.
func copied(value any) any {
	switch value := value.(type) {
	case map[string]any:
		mapping := make(map[string]any, len(value))
		for key, inner := range value {
			mapping[key] = copied(inner)
		}
		return mapping
	case []any:
		list := make([]any, len(value))
		for i, inner := range value {
			list[i] = copied(inner)
		}
		return list
	}
	return value
}

func copiedTable(table Values) Values {
	mapping, _ := copied(table).(map[string]any)
	if mapping == nil {
		mapping = Values{}
	}
	return mapping
}

// coalesce completes the values that a user gives by those of a chart and of its
// subcharts (helm.sh/helm/v3/pkg/chartutil, CoalesceValues).
func coalesce(c *chart.Chart, given Values, keepNull bool) Values {
	for key, own := range copiedTable(c.Values) {
		value, isGiven := given[key]
		table, isTable := value.(map[string]any)
		ownTable, ownIsTable := own.(map[string]any)
		switch {
		case !isGiven:
			given[key] = own
		case value == nil && !keepNull:
			delete(given, key)
		case isTable && ownIsTable:
			complete(table, ownTable, keepNull || subchart(c, key) != nil)
		}
	}
	for _, dependency := range c.Dependencies() {
		table, ok := given[dependency.Name()].(map[string]any)
		if !ok {
			table = Values{}
		}
		spreadGlobals(table, given)
		given[dependency.Name()] = coalesce(dependency, table, keepNull)
	}
	return given
}

func subchart(c *chart.Chart, name string) *chart.Chart {
	for _, dependency := range c.Dependencies() {
		if dependency.Name() == name {
			return dependency
		}
	}
	return nil
}

// complete adds to a table what another one has and it has not. A null takes a key
// away, unless nulls are kept for whoever comes next.
func complete(table, other Values, keepNull bool) {
	for key, value := range other {
		own, has := table[key]
		ownTable, ownIsTable := own.(map[string]any)
		valueTable, isTable := value.(map[string]any)
		switch {
		case !has:
			table[key] = value
		case own == nil && !keepNull && value != nil:
			delete(table, key)
		case ownIsTable && isTable:
			complete(ownTable, valueTable, keepNull)
		}
	}
}

// spreadGlobals hands the global values of a chart to its subchart, where they come
// before those of its own.
func spreadGlobals(to, from Values) {
	own, ok := to[globalKey].(map[string]any)
	if to[globalKey] != nil && !ok {
		return
	}
	if own == nil {
		own = Values{}
	}
	outer, _ := from[globalKey].(map[string]any)
	spread := copiedTable(outer)
	for key, value := range own {
		table, isTable := value.(map[string]any)
		outerTable, outerIsTable := spread[key].(map[string]any)
		switch {
		case isTable && outerIsTable:
			complete(outerTable, table, true)
		case spread[key] == nil || isTable:
			spread[key] = value
		}
	}
	to[globalKey] = spread
}

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
func chooseDependencies(c *chart.Chart, given Values, path string) {
	if c.Metadata.Dependencies == nil {
		return
	}
	var present []*chart.Chart
	for _, existing := range c.Dependencies() {
		if !slices.ContainsFunc(c.Metadata.Dependencies, func(d *chart.Dependency) bool { return meets(existing, d) }) {
			present = append(present, existing)
		}
	}
	for _, wanted := range c.Metadata.Dependencies {
		for _, existing := range c.Dependencies() {
			if meets(existing, wanted) {
				present = append(present, aliased(existing, wanted))
				break
			}
		}
		if wanted.Alias != "" {
			wanted.Name = wanted.Alias
		}
	}
	c.SetDependencies(present...)
	values := coalesce(c, copiedTable(given), false)
	refused := map[string]bool{}
	for _, wanted := range c.Metadata.Dependencies {
		refused[wanted.Name] = !enabled(wanted, values, path)
	}
	c.Metadata.Dependencies = slices.DeleteFunc(slices.Clone(c.Metadata.Dependencies),
		func(d *chart.Dependency) bool { return refused[d.Name] })
	c.SetDependencies(slices.DeleteFunc(present, func(s *chart.Chart) bool { return refused[s.Name()] })...)
	for _, dependency := range c.Dependencies() {
		chooseDependencies(dependency, values, path+dependency.Name()+".")
	}
}

func meets(existing *chart.Chart, wanted *chart.Dependency) bool {
	if existing.Name() != wanted.Name {
		return false
	}
	constraint, err := semver.NewConstraint(wanted.Version)
	if err != nil {
		return wanted.Version == ""
	}
	version, err := semver.NewVersion(existing.Metadata.Version)
	return err == nil && constraint.Check(version)
}

func aliased(existing *chart.Chart, wanted *chart.Dependency) *chart.Chart {
	alias, metadata := *existing, *existing.Metadata
	alias.Metadata = &metadata
	if wanted.Alias != "" {
		metadata.Name = wanted.Alias
	}
	return &alias
}

// enabled reports whether a subchart is wanted: the first condition that is set
// decides, else the tags do.
func enabled(wanted *chart.Dependency, values Values, path string) bool {
	for condition := range strings.SplitSeq(wanted.Condition, ",") {
		if value, ok := lookUp(values, path+strings.TrimSpace(condition)); ok {
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
func importValues(c *chart.Chart) {
	for _, dependency := range c.Dependencies() {
		importValues(dependency)
	}
	imported := Values{}
	for _, dependency := range c.Metadata.Dependencies {
		for _, wish := range dependency.ImportValues {
			child, parent := "", "."
			switch wish := wish.(type) {
			case string:
				child = "exports." + wish
			case map[string]any:
				child, parent = fmt.Sprint(wish["child"]), fmt.Sprint(wish["parent"])
			}
			values := coalesce(c, Values{}, true)
			if table, ok := lookUp(values, dependency.Name+"."+child); ok {
				if mapping, isTable := table.(map[string]any); isTable {
					complete(imported, below(parent, mapping), true)
				}
			}
		}
	}
	if len(imported) > 0 {
		values := coalesce(c, Values{}, true)
		complete(values, imported, true)
		c.Values = values
	}
}

// below puts a table where a path leads.
func below(path string, table Values) Values {
	if path == "." {
		return table
	}
	keys := strings.Split(path, ".")
	for _, key := range slices.Backward(keys) {
		table = Values{key: maps.Clone(table)}
	}
	return table
}
