package policies

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// reportConftest reports a member of deny, violation or warn: a message, or an object
// with msg and, where its author knows the place, path or _loc. It returns the field that
// the finding is at, if it is at one.
func reportConftest(pass *lint.Pass, object *manifest.Object, result any) (manifest.Ref, error) {
	fields, isObject := result.(map[string]any)
	if !isObject {
		fields = map[string]any{"msg": result}
	}
	message := text(fields["msg"])
	if message == "" {
		return manifest.Ref{}, fmt.Errorf("a result has no msg, but is %s", kindOf(result))
	}
	if span, known := locOf(pass.Set, object, fields["_loc"]); known {
		pass.ReportAt(object, span, message)
		return manifest.Ref{}, nil
	}
	path, known := pathOf(fields["path"])
	if !known {
		path = namedPath(object.At(), message)
	}
	at := object.At(path...)
	pass.Report(at, message)
	return at, nil
}

// nameOfObject is the field that stands for an object as a whole.
func nameOfObject() manifest.Path { return manifest.Path{"metadata", "name"} }

// locOf reads {"file": ..., "line": ...}.
func locOf(set *manifest.Set, object *manifest.Object, value any) (manifest.Span, bool) {
	loc, _ := value.(map[string]any)
	written, _ := loc["line"].(json.Number)
	line, err := strconv.Atoi(written.String())
	if err != nil || line < 1 {
		return manifest.Span{}, false
	}
	name := object.File
	if given := text(loc["file"]); set.File(given) != nil {
		name = given
	}
	if file := set.File(name); file == nil || line > file.Lines() {
		return manifest.Span{}, false
	}
	at := manifest.Position{Line: line, Column: 1}
	return manifest.Span{File: name, Start: at, End: at}, true
}

// pathOf reads a path: a list of steps, or a text as the API server writes it.
func pathOf(value any) (manifest.Path, bool) {
	if written, isText := value.(string); isText {
		return dotted(written), written != ""
	}
	path, err := steps(value)
	return path, err == nil
}

// fieldName finds what looks like the path of a field in a sentence.
var fieldName = regexp.MustCompile(`\b(?:spec|metadata|roleRef|webhooks)(?:\.[A-Za-z][A-Za-z0-9]*|\[[0-9]+\])+`)

// namedPath returns the field below a place that a message names where it names exactly
// one and it is there, and the name of the object otherwise.
func namedPath(below manifest.Ref, message string) manifest.Path {
	named := ""
	for _, found := range fieldName.FindAllString(message, -1) {
		if named != "" && named != found {
			return nameOfObject()
		}
		named = found
	}
	if at := below.At(dotted(named)...); named != "" && at.Exists() {
		return at.Path
	}
	return nameOfObject()
}

var step = regexp.MustCompile(`[^.\[\]]+|\[[^\]]*\]`)

// dotted reads spec.containers[0].image.
func dotted(text string) manifest.Path {
	var path manifest.Path
	for _, part := range step.FindAllString(text, -1) {
		key, isKey := strings.CutPrefix(part, "[")
		if !isKey {
			path = append(path, part)
			continue
		}
		key = strings.Trim(strings.TrimSuffix(key, "]"), `"'`)
		if index, err := strconv.Atoi(key); err == nil {
			path = append(path, index)
		} else {
			path = append(path, key)
		}
	}
	return path
}
