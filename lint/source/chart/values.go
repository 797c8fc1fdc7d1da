package chart

import (
	"fmt"
	"maps"
	"slices"

	"helm.sh/helm/v3/pkg/chart"
	"sigs.k8s.io/yaml"
)

// Values are what a chart is rendered with.
type Values = map[string]any

// visible are values as templates see them. They have the methods that those of Helm
// have (helm.sh/helm/v3/pkg/chartutil, Values).
type visible Values

// AsMap returns the values as a plain map.
func (v visible) AsMap() map[string]any {
	if len(v) == 0 {
		return map[string]any{}
	}
	return v
}

// YAML returns the values as text.
func (v visible) YAML() (string, error) {
	text, err := yaml.Marshal(v)
	return string(text), err
}

// Table returns the table that a path of keys with dots between them leads to.
func (v visible) Table(path string) (visible, error) {
	value, _ := lookUp(v, path)
	if table, ok := value.(map[string]any); ok {
		return table, nil
	}
	return nil, fmt.Errorf("%q is not a table", path)
}

// PathValue returns the value that a path leads to, which is no table.
func (v visible) PathValue(path string) (any, error) {
	value, ok := lookUp(v, path)
	if _, isTable := value.(map[string]any); !ok || isTable {
		return nil, fmt.Errorf("%q is not a value", path)
	}
	return value, nil
}

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
// subcharts (helm.sh/helm/v3/pkg/chartutil, CoalesceValues and, where nulls are
// kept, MergeValues).
func coalesce(c *chart.Chart, given Values, keepNull bool) (Values, error) {
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
			complete(table, ownTable, keepNull || isSubchart(c, key))
		}
	}
	for _, dependency := range c.Dependencies() {
		value, isGiven := given[dependency.Name()]
		table, ok := value.(map[string]any)
		switch {
		case !isGiven:
			table = Values{}
		case !ok:
			return given, fmt.Errorf("the values of the subchart %s are no mapping but %v", dependency.Name(), value)
		}
		spreadGlobals(table, given)
		completed, err := coalesce(dependency, table, keepNull)
		if err != nil {
			return given, err
		}
		given[dependency.Name()] = completed
	}
	return given, nil
}

func isSubchart(c *chart.Chart, name string) bool {
	return slices.ContainsFunc(c.Dependencies(), func(d *chart.Chart) bool { return d.Name() == name })
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
	own, ok := globals(to)
	outer, outerOK := globals(from)
	if !ok || !outerOK {
		return
	}
	for key, value := range outer {
		table, isTable := value.(map[string]any)
		before, has := own[key]
		ownTable, ownIsTable := before.(map[string]any)
		switch {
		case isTable && ownIsTable:
			table = maps.Clone(table)
			complete(table, ownTable, true)
			own[key] = table
		case isTable && !has:
			own[key] = maps.Clone(table)
		case !isTable && !ownIsTable:
			own[key] = value
		}
	}
	to[globalKey] = own
}

// globals returns the global values, false where they are no mapping.
func globals(values Values) (Values, bool) {
	value, has := values[globalKey]
	if !has {
		return Values{}, true
	}
	table, ok := value.(map[string]any)
	return table, ok
}
