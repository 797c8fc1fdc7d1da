package policies

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/dslint/dslint/lint/manifest"
)

// admissionTarget is the one target that templates have.
const admissionTarget = "admission.k8s.gatekeeper.sh"

const violationRule = "violation"

// template is a ConstraintTemplate. It is parsed and compiled when a constraint first
// matches something.
type template struct {
	file   *manifest.File
	object *manifest.Object
	kind   string // of its constraints
	schema map[string]any
	rego   []embeddedRego // the module with violation first, then the libraries
	cel    bool
}

// embeddedRego is a module that stands in a manifest.
type embeddedRego struct {
	at   manifest.Ref
	text string
	v1   bool
}

func newTemplate(file *manifest.File, object *manifest.Object) *template {
	t := &template{file: file, object: object}
	crd := object.At("spec", "crd", "spec")
	t.kind, _ = crd.At("names", "kind").Text()
	t.schema, _ = crd.At("validation", "openAPIV3Schema").Value().(map[string]any)
	for i := range lengthOf(object.At("spec", "targets")) {
		target := object.At("spec", "targets", i)
		if name, _ := target.At("target").Text(); name == admissionTarget {
			t.addTarget(target)
		}
	}
	return t
}

func lengthOf(list manifest.Ref) int {
	items, _ := list.Value().([]any)
	return len(items)
}

// addTarget reads the Rego of a target, which stands in one of two places.
func (t *template) addTarget(target manifest.Ref) {
	for i := range lengthOf(target.At("code")) {
		code := target.At("code", i)
		switch engine, _ := code.At("engine").Text(); engine {
		case "Rego":
			if len(t.rego) == 0 {
				t.addRego(code.At("source"))
			}
		case "K8sNativeValidation":
			t.cel = true
		}
	}
	if len(t.rego) == 0 {
		t.addRego(target)
	}
}

func (t *template) addRego(source manifest.Ref) {
	version, _ := source.At("version").Text()
	add := func(at manifest.Ref) {
		if text, written := at.Text(); written && strings.TrimSpace(text) != "" {
			t.rego = append(t.rego, embeddedRego{at, text, version == "v1"})
		}
	}
	add(source.At("rego"))
	for i := range lengthOf(source.At("libs")) {
		add(source.At("libs", i))
	}
}

// unusable says why constraints of the template, which may be nil, are not evaluated.
func (t *template) unusable() string {
	switch {
	case t == nil:
		return "no ConstraintTemplate of this kind is among the manifests and policies"
	case len(t.rego) == 0 && t.cel:
		return "ConstraintTemplate " + t.object.Name + " holds CEL and no Rego"
	case len(t.rego) == 0:
		return "ConstraintTemplate " + t.object.Name + " holds no Rego"
	}
	modules, err := t.parse()
	if err != nil {
		return "" // told when it is evaluated
	}
	for _, module := range modules {
		if name := reachedOutside(module); name != "" {
			return fmt.Sprintf("ConstraintTemplate %s calls %s, and dslint works offline", t.object.Name, name)
		}
	}
	return ""
}

// reachedOutside returns a function that a module calls and that the sandbox lacks.
func reachedOutside(module *ast.Module) string {
	name := ""
	ast.WalkExprs(module, func(expr *ast.Expr) bool {
		if expr.IsCall() {
			if called := expr.Operator().String(); called == "external_data" || isOutside(called) {
				name = called
			}
		}
		return false
	})
	ast.WalkTerms(module, func(term *ast.Term) bool {
		if call, isCall := term.Value.(ast.Call); isCall {
			if called := call.Operator().String(); called == "external_data" || isOutside(called) {
				name = called
			}
		}
		return false
	})
	return name
}

// missing names what the template looks up in data.inventory and the set has none of:
// without it, what the template says is about the inventory and not about an object.
func (t *template) missing(kinds map[string]bool) string {
	if t == nil {
		return ""
	}
	written, _ := t.object.At("metadata", "annotations", "metadata.gatekeeper.sh/requires-sync-data").Text()
	var needs [][]struct {
		Kinds []string `json:"kinds"`
	}
	if json.Unmarshal([]byte(strings.Trim(strings.TrimSpace(written), `"`)), &needs) != nil {
		return ""
	}
	for _, anyOf := range needs {
		var names []string
		for _, kind := range anyOf {
			names = append(names, kind.Kinds...)
		}
		if len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return kinds[name] }) {
			return "ConstraintTemplate " + t.object.Name + " looks up " + strings.Join(names, " or ") + ", and there is none"
		}
	}
	return ""
}

// summary is the title or, where there is none, the kind.
func (t *template) summary() string {
	if title, _ := t.object.At("metadata", "annotations", "metadata.gatekeeper.sh/title").Text(); title != "" {
		return title
	}
	return "What constraints of kind " + t.kind + " say"
}

func (t *template) description() string {
	text, _ := t.object.At("metadata", "annotations", "description").Text()
	return strings.TrimSpace(text)
}

// templateProgram is a compiled template.
type templateProgram struct {
	*program
	violation ast.Body
	at        *ast.Location
}

func (t *template) compile() (*templateProgram, error) {
	modules, err := t.parse()
	if err != nil {
		return nil, err
	}
	compiled, err := compile(modules, compilation{})
	if err != nil {
		return nil, err
	}
	made := &templateProgram{program: compiled, at: modules[0].Package.Location}
	for _, rule := range modules[0].Rules {
		if rule.Head.Name == violationRule {
			made.at = rule.Location
			made.violation, err = compiled.ask(modules[0].Package.Path.Append(ast.StringTerm(violationRule)))
			return made, err
		}
	}
	return nil, faultAt(made.at, "%s has no rule %q, without which it finds nothing", modules[0].Package.Path, violationRule)
}

// parse reads the modules. Their places are those in the manifest.
func (t *template) parse() ([]*ast.Module, error) {
	modules := make([]*ast.Module, len(t.rego))
	for i, rego := range t.rego {
		module, err := t.parseOne(rego)
		if err != nil {
			return nil, err
		}
		modules[i] = module
	}
	return modules, nil
}

func (t *template) parseOne(rego embeddedRego) (*ast.Module, error) {
	start, indent := t.startOf(rego)
	options := ast.ParserOptions{RegoVersion: ast.RegoV0}
	if rego.v1 {
		options.RegoVersion = ast.RegoV1
	}
	module, err := ast.ParseModuleWithOpts(t.file.Name, strings.Repeat("\n", start-1)+rego.text, options)
	if err != nil {
		return nil, explain(indented(err, indent))
	}
	indentAll(module, indent)
	return module, nil
}

// startOf returns the line on which a module starts, and how far it is indented. A
// text that is quoted or folded has no lines of its own: all of it stands at its key.
func (t *template) startOf(rego embeddedRego) (line, indent int) {
	line = rego.at.Span().Start.Line
	lead := 0
	for text := range strings.Lines(rego.text) {
		if strings.TrimSpace(text) == "" {
			lead++
			continue
		}
		written := t.file.Line(line + 1 + lead)
		if strings.TrimSpace(written) != strings.TrimSpace(text) {
			return line, 0
		}
		return line + 1, len(written) - len(strings.TrimLeft(written, " ")) - (len(text) - len(strings.TrimLeft(text, " ")))
	}
	return line, 0
}

// indented moves the places of parse errors to the right.
func indented(err error, indent int) error {
	if faults, ok := err.(ast.Errors); ok { //nolint:errorlint // the parser returns nothing else
		for _, fault := range faults {
			if fault.Location != nil {
				fault.Location.Col += indent
			}
		}
	}
	return err
}

// indentAll moves the places of a module to the right.
func indentAll(module *ast.Module, indent int) {
	moved := map[*ast.Location]bool{}
	visitor := ast.NewGenericVisitor(func(x any) bool {
		if node, ok := x.(ast.Node); ok {
			if at := node.Loc(); at != nil && !moved[at] {
				moved[at] = true
				at.Col += indent
			}
		}
		return false
	})
	visitor.Walk(module)
}

// withDefaults completes parameters by the schema of the template, as the API server
// completes the constraint.
func (t *template) withDefaults(parameters any) any { return completed(parameters, t.schema) }

func completed(value any, schema map[string]any) any {
	fields, isObject := value.(map[string]any)
	properties, _ := schema["properties"].(map[string]any)
	if !isObject || len(properties) == 0 {
		return value
	}
	for name, described := range properties {
		property, _ := described.(map[string]any)
		if given, set := fields[name]; set {
			fields[name] = completed(given, property)
		} else if fallback, has := property["default"]; has {
			fields[name] = fallback
		}
	}
	return fields
}
