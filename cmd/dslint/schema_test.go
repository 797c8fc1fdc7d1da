package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/schema"
)

const schemaFile = "../../docs/dslint.schema.json"

// TestSchema holds the schema of the config against its Go types and the rules.
func TestSchema(t *testing.T) {
	t.Parallel()
	compareFile(t, schemaFile, generatedSchema(t))
}

func generatedSchema(t *testing.T) []byte {
	t.Helper()
	described, err := schema.New(goComments(t), allRules(t))
	if err != nil {
		t.Fatal(err)
	}
	text, err := encodeSchema(described)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// compareFile holds a file that is generated against what it is to be.
func compareFile(t *testing.T, name string, want []byte) {
	t.Helper()
	if *update {
		//nolint:gosec // it is a public file
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), string(want)); diff != "" {
		t.Errorf("%s is stale, run go test ./cmd/dslint -update (-file +dslint):\n%s", filepath.Base(name), diff)
	}
}

// goComments reads the documentation of fields from the source.
func goComments(t *testing.T) schema.Comments {
	t.Helper()
	packages := map[string]map[string]string{}
	return func(of reflect.Type, field string) string {
		if packages[of.PkgPath()] == nil {
			packages[of.PkgPath()] = commentsOf(t, "../.."+strings.TrimPrefix(of.PkgPath(), "github.com/dslint/dslint"))
		}
		return plainComment(packages[of.PkgPath()][of.Name()+"."+field])
	}
}

func commentsOf(t *testing.T, folder string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	comments := map[string]string{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			if spec, isType := node.(*ast.TypeSpec); isType {
				commentsOfFields(spec, comments)
			}
			return true
		})
	}
	return comments
}

func commentsOfFields(spec *ast.TypeSpec, comments map[string]string) {
	structure, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range structure.Fields.List {
		for _, name := range field.Names {
			comments[spec.Name.Name+"."+name.Name] = field.Doc.Text()
		}
	}
}

var (
	seeAlso     = regexp.MustCompile(`; see \[[^]]*\]`)
	subject     = regexp.MustCompile(`^[A-Z]\w* (is|are) `)
	verbSubject = regexp.MustCompile(`^[A-Z]\w* ([a-z])`)
)

// plainComment takes away what only readers of Go need: the name of the field and
// references to other names.
func plainComment(text string) string {
	text = strings.Join(strings.Fields(seeAlso.ReplaceAllString(text, "")), " ")
	text = subject.ReplaceAllString(text, "")
	text = verbSubject.ReplaceAllString(text, "$1")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
