package chart

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"text/template"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
	pretty "sigs.k8s.io/yaml/goyaml.v3"
)

// functions are those that Helm gives to templates
// (helm.sh/helm/v3/pkg/engine, funcMap). Those that give another result each time
// give the same: nothing that is judged depends on it, and a run must repeat.
func functions() template.FuncMap {
	all := sprig.TxtFuncMap()
	delete(all, "env")
	delete(all, "expandenv")
	all["toYaml"] = toYAML
	all["toYamlPretty"] = toPrettyYAML
	all["fromYaml"] = fromText(yamlInto)
	all["fromYamlArray"] = fromList(yamlInto)
	all["toJson"] = toJSON
	all["fromJson"] = fromText(json.Unmarshal)
	all["fromJsonArray"] = fromList(json.Unmarshal)
	all["toToml"] = toTOML
	all["fromToml"] = fromText(toml.Unmarshal)
	all["required"] = required
	all["fail"] = func(message string) (string, error) { return "", refusal{message} }
	all["lookup"] = func(string, string, string, string) map[string]any { return map[string]any{} }
	all["getHostByName"] = func(string) string { return "" }
	maps.Copy(all, repeatable())
	return all
}

// refusal is what a template itself says against the values.
type refusal struct{ message string }

// Error returns the words of the template.
func (r refusal) Error() string { return r.message }

func required(message string, value any) (any, error) {
	if value == nil || value == "" {
		return nil, refusal{message}
	}
	return value, nil
}

// certificate is what templates take keys and certificates from.
type certificate struct{ Cert, Key string }

func repeatable() template.FuncMap {
	letters := func(count any) string {
		number := 0
		_, _ = fmt.Sscan(fmt.Sprint(count), &number) // what is no number makes no letter
		return strings.Repeat("x", max(0, min(number, 1<<10)))
	}
	made := func(...any) certificate { return certificate{"certificate", "key"} }
	text := func(...any) string { return "secret" }
	return template.FuncMap{
		"randAlphaNum": letters, "randAlpha": letters, "randNumeric": letters, "randAscii": letters, "randBytes": letters,
		"genCA": made, "genCAWithKey": made, "genSelfSignedCert": made, "genSelfSignedCertWithKey": made,
		"genSignedCert": made, "genSignedCertWithKey": made, "buildCustomCert": made,
		"genPrivateKey": text, "bcrypt": text, "htpasswd": text, "encryptAES": text, "decryptAES": text,
		"uuidv4":  func() string { return "00000000-0000-4000-8000-000000000000" },
		"now":     func() time.Time { return time.Unix(0, 0).UTC() },
		"randInt": func(least, _ int) int { return least },
		"shuffle": func(text string) string { return text },
	}
}

func toYAML(value any) string {
	text, err := yaml.Marshal(value)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(text), "\n")
}

func toPrettyYAML(value any) string {
	var text bytes.Buffer
	encoder := pretty.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(value); err != nil {
		return ""
	}
	return strings.TrimSuffix(text.String(), "\n")
}

func toJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(text)
}

func toTOML(value any) string {
	var text bytes.Buffer
	if err := toml.NewEncoder(&text).Encode(value); err != nil {
		return err.Error()
	}
	return text.String()
}

func yamlInto(text []byte, into any) error { return yaml.Unmarshal(text, into) }

func fromText(read func([]byte, any) error) func(string) map[string]any {
	return func(text string) map[string]any {
		value := map[string]any{}
		if err := read([]byte(text), &value); err != nil {
			value["Error"] = err.Error()
		}
		return value
	}
}

func fromList(read func([]byte, any) error) func(string) []any {
	return func(text string) []any {
		value := []any{}
		if err := read([]byte(text), &value); err != nil {
			value = []any{err.Error()}
		}
		return value
	}
}

var errDepth = errors.New("templates include each other without end")

// include gives templates the result of a named one as text.
func include(t *template.Template, open map[string]int) func(string, any) (string, error) {
	const deepest = 1000
	return func(name string, data any) (string, error) {
		if open[name]++; open[name] > deepest {
			return "", errDepth
		}
		defer func() { open[name]-- }()
		var text strings.Builder
		err := t.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
}

// tpl renders a text that values hold.
func tpl(parent *template.Template, open map[string]int) func(string, any) (string, error) {
	return func(source string, data any) (string, error) {
		t, err := parent.Clone()
		if err != nil {
			return "", err
		}
		t.Option("missingkey=zero").Funcs(template.FuncMap{"include": include(t, open), "tpl": tpl(t, open)})
		if t, err = t.New(parent.Name()).Parse(source); err != nil {
			return "", err
		}
		var text strings.Builder
		err = t.Execute(&text, data)
		return strings.ReplaceAll(text.String(), noValue, ""), err
	}
}

// noValue is what text/template writes for nil.
const noValue = "<no value>"
