package nodeset_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/nodeset"
)

func TestWriteAndRead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		names string
		want  []string
	}{
		{"", nil},
		{"a", []string{"a"}},
		{"gpu-2 gpu-1 web-1 gpu-3 gpu-10", []string{"gpu-[1-3,10]", "web-1"}},
		{"n08 n09 n10", []string{"n[08-10]"}},
		{"n1 n01", []string{"n[01,1]"}},
		{"ip-10-0-0-1.eu.internal ip-10-0-0-2.eu.internal", []string{"ip-10-0-0-[1-2].eu.internal"}},
		{"i-0123456789abcdef i-0123456789abcdee", []string{"i-0123456789abcdee", "i-0123456789abcdef"}},
	} {
		names := strings.Fields(test.names)
		lines := nodeset.Write(slices.Clone(names))
		if diff := cmp.Diff(test.want, lines); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.names, diff)
		}
		read, err := nodeset.Read(lines)
		if err != nil {
			t.Errorf("%s: %v", test.names, err)
		}
		slices.Sort(names)
		slices.Sort(read)
		if !slices.Equal(names, read) {
			t.Errorf("%s reads back as %v", test.names, read)
		}
	}
}

func TestReadWrong(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"a[1", "a[]", "a[x-y]", "a[1-]", "a[1-99999999]", "a[1-9999999999]"} {
		if names, err := nodeset.Read([]string{line}); err == nil {
			t.Errorf("%s reads as %d names", line, len(names))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("gpu-[1-40,50].eu")
	f.Fuzz(func(t *testing.T, line string) {
		names, err := nodeset.Read([]string{line})
		if err != nil || len(names) > 1000 {
			return // what is no range is refused, and that is all
		}
		again, err := nodeset.Read(nodeset.Write(slices.Clone(names)))
		slices.Sort(names)
		slices.Sort(again)
		if !strings.ContainsAny(line, "[]") && (err != nil || !slices.Equal(slices.Compact(names), slices.Compact(again))) {
			t.Errorf("%q: %v reads back as %v (%v)", line, names, again, err)
		}
	})
}
