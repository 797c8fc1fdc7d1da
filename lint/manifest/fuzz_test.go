package manifest_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/manifest"
)

// FuzzParse reads anything without a panic, and every span lies in its file.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"kind: A\n", "apiVersion: v1\nkind: Pod\nspec: {nodeSelector: {a: yes}}\n", "a: &a [*a]\nkind: B\n",
		"kind: List\nitems:\n- kind: Node\n  x: 'a\n   b'\n", "kind: A\r\nx: |\r\n  # b\r\n", "{\"kind\": \"A\"}", "\ufeffkind: A",
		"kind: A\n<<: [{b: 1}]\n", "kind: A\n? [x]\n: y\n", "kind: Node\napiVersion: v1\nstatus: {allocatable: {cpu: x}}\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := manifest.Parse("a.yaml", data)
		file.Comments("dslint:ignore")
		for _, problem := range file.Problems {
			inside(t, file, problem.Span)
		}
		for _, object := range file.Objects {
			for _, fault := range object.Faults() {
				inside(t, file, fault.Place)
				inside(t, file, fault.At.Span())
			}
			walk(t, file, object.At(), object.Value(), 0)
		}
	})
}

func walk(t *testing.T, file *manifest.File, at manifest.Ref, value any, depth int) {
	t.Helper()
	if depth > 20 {
		return
	}
	inside(t, file, at.Span())
	inside(t, file, at.KeySpan())
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			walk(t, file, at.At(key), inner, depth+1)
		}
	case []any:
		for i, inner := range value {
			walk(t, file, at.At(i), inner, depth+1)
		}
	}
}

func inside(t *testing.T, file *manifest.File, span manifest.Span) {
	t.Helper()
	if span.Start.Line < 1 || span.Start.Column < 1 || span.Start.Line > file.Lines()+1 || span.End.Before(span.Start) {
		t.Errorf("span %s lies outside of a file of %d lines", at(span), file.Lines())
	}
}

// nodeList is a List as kubectl prints it.
func nodeList(items ...string) []byte {
	var b bytes.Buffer
	b.WriteString("apiVersion: v1\nitems:\n")
	for i, item := range items {
		fmt.Fprintf(&b, "- apiVersion: v1\n  kind: Node\n  metadata:\n    name: node-%d\n%s", i, item)
	}
	b.WriteString("kind: List\nmetadata:\n  resourceVersion: \"\"\n")
	return b.Bytes()
}

const images = "  status:\n    allocatable:\n      cpu: 3920m\n    images:\n    - names:\n      - registry.example/a@sha256:0f\n" +
	"      - registry.example/a:1.2\n      sizeBytes: 123\n    nodeInfo:\n      kubeletVersion: v1.37.2\n"

// FuzzPieces reads Lists in pieces and as a whole: both must give the same, but for
// the images of a Node, which are left out.
func FuzzPieces(f *testing.F) {
	for _, item := range []string{
		images, "  spec: {}\n", "  x: |\n    images:\n    - names:\n", "# comment\n", "  x: 'a\n- b'\n", "  x: \"a\n\n- b\"\n",
		"  a: &a 1\n", "  a: *a\n", "---\n", "  status:\n    x: \"\n    images:\n    - names:\n      - a\n    y\"\n", "\t\n", "  ? a\n",
		"  status:\n    images:\n    - names:\n      - \"quoted\"\n      sizeBytes: 1\n", "  status: {}\n  status:\n    images:\n",
	} {
		f.Add(item, item+images)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		data := nodeList(first, images, second, first)
		pieces, ok := manifest.ParseInPieces("a.yaml", data, 64)
		if !ok {
			return
		}
		whole := manifest.ParseWhole("a.yaml", data)
		if diff := cmp.Diff(contents(whole), contents(pieces)); diff != "" {
			t.Errorf("(-whole +pieces):\n%s\n%s", diff, data)
		}
	})
}

// contents are the values of all objects with the places of their names.
func contents(file *manifest.File) []string {
	all := []string{fmt.Sprint(file.Problems)}
	for _, object := range file.Objects {
		value := object.Value()
		if top, ok := value.(map[string]any); ok {
			if status, ok := top["status"].(map[string]any); ok {
				delete(status, "images")
			}
		}
		span := object.At("metadata", "name").Span()
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %v", object, at(span), value)))
	}
	return all
}

// nodeListJSON is a List as kubectl prints it with -o json.
func nodeListJSON(items ...string) []byte {
	var b bytes.Buffer
	b.WriteString("{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n")
	for i, item := range items {
		fmt.Fprintf(&b, "        {\n            \"apiVersion\": \"v1\",\n            \"kind\": \"Node\",\n"+
			"            \"metadata\": {\n                \"name\": \"node-%d\"\n            }%s\n        }", i, item)
		if i < len(items)-1 {
			b.WriteString(",")
		}
		b.WriteString("\n")
	}
	b.WriteString("    ],\n    \"kind\": \"List\"\n}\n")
	return b.Bytes()
}

const imagesJSON = `,
            "status": {
                "images": [
                    {
                        "names": [
                            "registry.example/a@sha256:0f",
                            "registry.example/a:1.2"
                        ],
                        "sizeBytes": 123
                    }
                ],
                "nodeInfo": {
                    "kubeletVersion": "v1.37.2"
                }
            }`

// FuzzPiecesJSON does for JSON what FuzzPieces does for YAML.
func FuzzPiecesJSON(f *testing.F) {
	for _, item := range []string{
		imagesJSON, "", ",\n            \"a\": 'x\n        },\n        {'", ",\n            \"a\": \"x\n                \\\"images\\\": [\n\"",
		",\n            \"a\": &a 1", ",\n            \"a\": *a", " # c", "\n    ],", ",\n            \"status\": {\n                \"images\": [\n                ]}",
	} {
		f.Add(item, item+imagesJSON)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		data := nodeListJSON(first, imagesJSON, second, first)
		pieces, ok := manifest.ParseInPieces("a.json", data, 64)
		if !ok {
			return
		}
		whole := manifest.ParseWhole("a.json", data)
		if diff := cmp.Diff(contents(whole), contents(pieces)); diff != "" {
			t.Errorf("(-whole +pieces):\n%s\n%s", diff, data)
		}
	})
}

func TestPiecesOfJSON(t *testing.T) {
	t.Parallel()
	data := nodeListJSON(imagesJSON, imagesJSON, imagesJSON)
	file, ok := manifest.ParseInPieces("a.json", data, 64)
	if !ok || len(file.Objects) != 3 {
		t.Fatalf("cut %t, %d objects; want true, 3", ok, len(file.Objects))
	}
	whole := manifest.ParseWhole("a.json", data)
	if diff := cmp.Diff(contents(whole), contents(file)); diff != "" {
		t.Errorf("(-whole +pieces):\n%s", diff)
	}
	if got := file.Objects[2].At("status", "images").Value(); fmt.Sprint(got) != "[]" {
		t.Errorf("images are %v, want none", got)
	}
}

func TestPiecesAreCut(t *testing.T) {
	t.Parallel()
	file, ok := manifest.ParseInPieces("a.yaml", nodeList(images, images, images), 64)
	if !ok || len(file.Objects) != 3 {
		t.Fatalf("cut %t, %d objects; want true, 3", ok, len(file.Objects))
	}
	if got := at(file.Objects[2].At("metadata", "name").Span()); got != "34:11-34:17" {
		t.Errorf("the name of the last Node is at %s", got)
	}
	if got := file.Objects[1].At("status", "images").Value(); got != nil {
		t.Errorf("images are %v, want none", got)
	}
	if got := file.Objects[1].At("status", "nodeInfo", "kubeletVersion").Value(); got != "v1.37.2" {
		t.Errorf("kubeletVersion is %v", got)
	}
}
