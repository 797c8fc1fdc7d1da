package schema_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/schema"
)

func TestEachKeyIsDescribed(t *testing.T) {
	t.Parallel()
	_, err := schema.New(func(_ reflect.Type, field string) string {
		if field == "Baseline" {
			return ""
		}
		return "It is described."
	}, nil)
	if want := "field Config.Baseline has no key or no documentation"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	described, err := schema.New(func(reflect.Type, string) string { return "It is described." }, nil)
	if err != nil {
		t.Fatal(err)
	}
	schema.Add(described, []*lint.Rule{
		{Name: "plain", Severity: lint.Error, Summary: "It is plain"},
		{Name: "optional", Severity: lint.Info, Off: true, Summary: "It has an option", Options: []lint.Option{
			{Name: "share", Default: lint.Percent(0.25), Summary: "How much"},
		}},
	})
	text, err := json.Marshal(described)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"ruleName":{"enum":["optional","plain"],"type":"string"}`,
		`"description":"It is plain. By default error. dslint explain plain says more."`,
		`"description":"It has an option. Off by default, info where it is on. dslint explain optional says more."`,
		`"share":{"default":"25%","description":"How much.","pattern":`,
	} {
		if !strings.Contains(string(text), want) {
			t.Error(cmp.Diff(want, string(text)))
		}
	}
}
