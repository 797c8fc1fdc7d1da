package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// compileSchema compiles a schema, which holds it against the schema of schemas.
func compileSchema(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err = compiler.AddResource("config.json", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// judges are the two who say whether a config is right.
type judges struct {
	schema *jsonschema.Schema
	rules  []*lint.Rule
}

func newJudges(t *testing.T) *judges {
	t.Helper()
	return &judges{compileSchema(t, generatedSchema(t)), allRules(t)}
}

// ask returns what the schema and what dslint has against a config.
func (j *judges) ask(file *manifest.File) (schema, dslint error) {
	config, err := lint.ParseConfig(file)
	if err == nil && len(config.Policies) == 0 { // what policies bring is not known here
		_, err = config.Choose(j.rules)
	}
	if len(file.Objects) != 1 || len(file.Problems) > 0 {
		return nil, nil // it is no YAML that a schema could be asked about
	}
	return j.schema.Validate(file.Objects[0].At().Value()), err
}

// TestSchemaTakesConfigs holds the configs of all tests and of the README against the
// schema.
func TestSchemaTakesConfigs(t *testing.T) {
	t.Parallel()
	judges := newJudges(t)
	configs := configsOfTests(t)
	const atLeast = 20
	if len(configs) < atLeast {
		t.Fatalf("there are %d configs", len(configs))
	}
	for _, name := range slices.Sorted(maps.Keys(configs)) {
		if versionAsNumber.Match(configs[name]) {
			continue
		}
		schema, dslint := judges.ask(manifest.Parse(name, configs[name]))
		if (schema == nil) != (dslint == nil) {
			t.Errorf("%s: the schema says %v, dslint %v", name, schema, dslint)
		}
	}
}

var (
	configName = regexp.MustCompile(`(^|/)(\.dslint\.yaml|config\.yaml)$`)
	namedFlag  = regexp.MustCompile(`--config[ =](\S+)`)
	// Only dslint sees whether the number 1.3 stands there as 1.3 or as 1.30.
	versionAsNumber = regexp.MustCompile(`(?m)^kubernetes: 1\.3$`)
	configText      = regexp.MustCompile("(?s)```yaml\n((?:preset|nodes|exempt|packs):.*?)```")
)

// configsOfTests are those of test data, of the examples of rules, and of the README.
func configsOfTests(t *testing.T) map[string][]byte {
	t.Helper()
	configs := map[string][]byte{}
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		switch {
		case strings.HasSuffix(path, ".txtar"):
			return configsOfArchive(path, configs)
		case configName.MatchString(path) && !strings.Contains(path, ".github"):
			configs[path], err = os.ReadFile(path) //nolint:gosec // it is the repository
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for i, match := range configText.FindAllSubmatch(readme, -1) {
		configs[fmt.Sprintf("README.md, config %d", i+1)] = match[1]
	}
	return configs
}

func configsOfArchive(path string, into map[string][]byte) error {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		return err
	}
	named := namedFlag.FindAllSubmatch(archive.Comment, -1)
	for _, file := range archive.Files {
		meant := slices.ContainsFunc(named, func(match [][]byte) bool { return string(match[1]) == file.Name })
		if meant || configName.MatchString(file.Name) {
			into[path+": "+file.Name] = file.Data
		}
	}
	return nil
}

// wholeConfig has every key that there is, and options of every type.
const wholeConfig = `{
  "preset": "strict",
  "charts": [{"path": "apps/*", "values": ["a.yaml"], "variants": ["values-*.yaml"], "set": ["a=b"]}],
  "rules": {
    "missing-requests": "info", "missing-os-selector": false, "yaml-syntax": {"severity": "warning"},
    "daemonset-overhead": {"severity": "error", "budget": "12.5%"},
    "blanket-toleration": {"allowed": ["kube-system/*"]}, "image-not-pinned": {"digest": true},
    "memory-unit-suspicious": {"memory": "2Ti"}, "rollout-blocked-by-one-bad-node": {"nodes": 9},
    "startup-taint-deadlock": {"removers": {"shop.example/warming": ["shop/warmer"]}}
  },
  "policies": [], "exclude": ["charts/**"], "nodes": ["nodes.yaml"], "baseline": "known.json",
  "exempt": [{"rules": ["missing-requests"], "namespaces": ["a*"], "names": ["b"], "kinds": ["Pod"],
    "paths": ["c/**"], "labels": "d=e", "reason": "f", "until": "2027-01-31"}],
  "runsOn": {"kube-system/agent": "all"}, "kubernetes": "1.29",
  "podSecurity": {"enforce": "baseline", "enforceVersion": "v1.29", "exemptNamespaces": ["g"]},
  "packs": ["eks"],
  "facts": {"taints": [{"key": "h", "kind": "startup", "value": "", "by": "i"}], "labels": [{"key": "j", "kind": "pool"}],
    "renames": [{"old": "n", "successor": "o", "since": "2026"}],
    "removedApis": [{"apiVersion": "p.example/v1alpha1", "kinds": ["Q"], "removed": "1.30", "successor": "p.example/v1"}],
    "servedApis": {"r.example": ["v1", "v2"]}, "priorityClasses": ["s"], "quotaClasses": [{"name": "x", "except": "y"}],
    "allocatable": [{"nodes": "t=u", "resources": {"cpu": "1930m", "memory": "7Gi", "pods": 29}}]},
  "reserve": [{"nodes": "k=l", "resources": {"cpu": "500m", "pods": 3}}], "pods": ["pods.yaml"], "substitute": {"REGION": "n"},
  "clusters": [{"name": "prod", "manifests": ["clusters/prod"], "nodes": ["prod.yaml"], "kubernetes": "1.30", "packs": ["gke"],
    "facts": {"taints": [{"key": "m", "kind": "pool"}], "priorityClasses": ["v"], "removedApis": [{"apiVersion": "w.example/v1"}]}, "podSecurity": {"enforce": "restricted"}, "runsOn": {"a/b": "none"},
    "reserve": [{"resources": {"memory": "1Gi"}}], "pods": ["p.yaml"], "substitute": {"REGION": ""}}]
}`

// replacements are what a mistaken hand puts in the place of a value, removed that it
// takes the key away.
var replacements = []any{
	removed{},
	nil, "", "text", "error", "none", true, json.Number("3"), json.Number("-1"), json.Number("1.5"), json.Number("1.29"),
	"30%", "300%", "-3%", "+3%", "1e1%", "%", "4Gi", "4 Gi", "-4Gi", "4gi", ".5", "1.", "v1.30.2-gke.1", "1.27", "latest", "2027-1-31", "2027-13-01",
	[]any{},
	[]any{nil},
	[]any{""},
	[]any{"text"},
	[]any{json.Number("3")},
	[]any{[]any{}},
	map[string]any{},
	map[string]any{"severity": "off"},
	map[string]any{"severity": "fatal"},
	map[string]any{"severity": nil},
	map[string]any{"text": "text"},
	map[string]any{"text": []any{"text"}},
	map[string]any{"text": nil},
}

type removed struct{}

// TestSchemaKnowsMistakes puts something else in each place of a config, and a key that
// there is not: the schema refuses what dslint refuses, and nothing else. What it cannot
// say is left out: whether a selector or a pattern can be read.
func TestSchemaKnowsMistakes(t *testing.T) {
	t.Parallel()
	judges := newJudges(t)
	asked, refused := 0, 0
	check := func(config any, change string) {
		text, err := json.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		schema, dslint := judges.ask(manifest.Parse("c.yaml", text))
		if (schema == nil) != (dslint == nil) {
			t.Errorf("%s: the schema says %v, dslint %v", change, schema, dslint)
		}
		asked++
		if schema != nil {
			refused++
		}
	}
	check(configTree(t), "nothing changed")
	for _, path := range pathsOf(configTree(t), nil) {
		for _, value := range replacements {
			if cannotSay(path, value) {
				continue
			}
			config := configTree(t)
			putAt(config, path, value)
			check(config, fmt.Sprintf("%v at %v", value, path))
		}
		config := configTree(t)
		if mapping, ok := at(config, path).(map[string]any); ok {
			mapping["unknown"] = "text"
			check(config, fmt.Sprintf("an unknown key at %v", path))
		}
	}
	if refused == 0 || refused == asked {
		t.Errorf("%d of %d configs are refused", refused, asked)
	}
}

// cannotSay reports whether only a reader of selectors knows if a text is one.
func cannotSay(path []any, value any) bool {
	text, isText := value.(string)
	last := path[len(path)-1]
	selector := last == "labels" && len(path) == 3 || last == "nodes" && len(path) > 2 && (path[len(path)-3] == "reserve" || path[len(path)-3] == "allocatable")
	return isText && text != "" && (selector || path[0] == "runsOn")
}

func configTree(t *testing.T) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(wholeConfig))
	decoder.UseNumber()
	var tree map[string]any
	if err := decoder.Decode(&tree); err != nil {
		t.Fatal(err)
	}
	return tree
}

// pathsOf lists all places below a value.
func pathsOf(value any, path []any) [][]any {
	var all [][]any
	below := func(step, item any) {
		inner := append(slices.Clone(path), step)
		all = append(append(all, inner), pathsOf(item, inner)...)
	}
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			below(key, value[key])
		}
	case []any:
		for i, item := range value {
			below(i, item)
		}
	}
	return all
}

func at(value any, path []any) any {
	for _, step := range path {
		switch container := value.(type) {
		case map[string]any:
			key, _ := step.(string)
			value = container[key]
		case []any:
			index, _ := step.(int)
			value = container[index]
		}
	}
	return value
}

func putAt(config any, path []any, value any) {
	_, gone := value.(removed)
	switch parent := at(config, path[:len(path)-1]).(type) {
	case map[string]any:
		key, _ := path[len(path)-1].(string)
		parent[key] = value
		if gone {
			delete(parent, key)
		}
	case []any:
		if index, _ := path[len(path)-1].(int); !gone {
			parent[index] = value
		}
	}
}

// TestSchemaOfAllKeys keeps the config of the tests above whole.
func TestSchemaOfAllKeys(t *testing.T) {
	t.Parallel()
	var described struct {
		Properties map[string]any `json:"properties"`
	}
	if err := json.Unmarshal(generatedSchema(t), &described); err != nil {
		t.Fatal(err)
	}
	tree := configTree(t)
	for key := range described.Properties {
		if _, given := tree[key]; !given {
			t.Errorf("wholeConfig has no key %q", key)
		}
	}
}
