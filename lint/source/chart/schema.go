package chart

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"helm.sh/helm/v3/pkg/chart"
)

const schemaFile = "values.schema.json"

// checkSchemas holds the values of a chart and of its subcharts against their schemas.
// at are the names of the subcharts on the way to this one. What cannot be checked is
// in the list.
func checkSchemas(c *chart.Chart, values Values, at []string) (unchecked []*Fault, err error) {
	if c.Schema != nil {
		if unfit := checkSchema(c, values, at); unfit != nil && unfit.Source {
			unchecked = append(unchecked, unfit)
		} else if unfit != nil {
			return nil, unfit
		}
	}
	for _, dependency := range c.Dependencies() {
		table, ok := values[dependency.Name()].(map[string]any)
		if !ok {
			continue
		}
		more, err := checkSchemas(dependency, table, append(slices.Clone(at), dependency.Name()))
		unchecked = append(unchecked, more...)
		if err != nil {
			return unchecked, err
		}
	}
	return unchecked, nil
}

// checkSchema returns a fault of Source for a schema that cannot be used, and one of
// Values for the first value that does not fit.
func checkSchema(c *chart.Chart, values Values, at []string) *Fault {
	file := c.ChartFullPath() + "/" + schemaFile
	resolved, err := resolve(c.Schema)
	if err != nil {
		return &Fault{Template: file, Source: true, Message: err.Error()}
	}
	plain, err := plainValues(values)
	if err != nil {
		return &Fault{Template: file, Source: true, Message: err.Error()}
	}
	err = resolved.Validate(plain)
	if err == nil {
		return nil
	}
	path, message := misfit(err.Error())
	return &Fault{Template: file, Message: message, Path: append(slices.Clone(at), path...), Values: true}
}

var errRemote = errors.New("it refers to another schema, which is not read")

func resolve(text []byte) (*jsonschema.Resolved, error) {
	schema := &jsonschema.Schema{}
	if err := json.Unmarshal(text, schema); err != nil {
		return nil, err
	}
	schema.Schema = dialect(schema.Schema)
	return schema.Resolve(&jsonschema.ResolveOptions{
		BaseURI: "file:///" + schemaFile,
		Loader:  func(*url.URL) (*jsonschema.Schema, error) { return nil, errRemote },
	})
}

// dialect is the nearest version of JSON Schema that the library knows. Versions 4 and
// 6 say little that 7 does not, and 2019-09 little that 2020-12 does not.
func dialect(address string) string {
	if strings.Contains(address, "/draft-0") {
		return "http://json-schema.org/draft-07/schema#"
	}
	return ""
}

// plainValues are the values as JSON has them.
func plainValues(values Values) (any, error) {
	text, err := json.Marshal(values)
	if err != nil {
		return nil, err
	}
	var plain any
	err = json.Unmarshal(text, &plain)
	return plain, err
}

// misfit reads an error of the validator: "validating PLACE: " for each schema on the
// way to the value, then the reason. Where the way leads through a reference or a list
// the path ends or goes on as far as it is known.
func misfit(text string) (path []string, message string) {
	message = text
	before, known := "", true
	for {
		place, rest, found := strings.Cut(strings.TrimPrefix(message, "validating "), ": ")
		if !found || !strings.HasPrefix(message, "validating ") {
			break
		}
		message = rest
		step, inside := strings.CutPrefix(place, strings.TrimSuffix(before, "root"))
		if before = place; !inside || place == "root" {
			continue // a reference leads to another schema for the same value
		}
		name, isProperty := strings.CutPrefix(step, "/properties/")
		switch {
		case isProperty && known && !strings.Contains(name, "/"):
			path = append(path, strings.NewReplacer("~1", "/", "~0", "~").Replace(name))
		case isProperty, strings.HasPrefix(step, "/items"), strings.HasPrefix(step, "/additionalProperties"),
			strings.HasPrefix(step, "/patternProperties"):
			known = false
		}
	}
	return path, said(message)
}

// said words why a value does not fit.
func said(message string) string {
	message, _, _ = strings.Cut(message, "\n")
	keyword, reason, found := strings.Cut(message, ": ")
	switch {
	case !found || strings.Contains(keyword, " "):
		return message
	case keyword == "type":
		_, types, _ := strings.Cut(reason, " has type ")
		return "it has type " + types
	case keyword == "oneOf" && strings.HasPrefix(reason, "validated"):
		return "it fits more than one of the alternatives"
	case keyword == "oneOf" || keyword == "anyOf":
		return "it fits none of the alternatives"
	case keyword == "not":
		return "it fits what is ruled out"
	}
	reason = strings.ReplaceAll(reason, ".000000", "")
	return strings.ReplaceAll(reason, "/1 is ", " is ") // a number is written as a fraction
}
