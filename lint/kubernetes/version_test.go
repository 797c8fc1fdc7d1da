package kubernetes_test

import (
	"testing"

	"github.com/dslint/dslint/lint/kubernetes"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]kubernetes.Version{
		"1.28":                28,
		"1.30":                30,
		"v1.29":               29,
		"1.29.4":              29,
		"1.29.4-gke.100":      29,
		"v1.31.2-eks-7f9249a": 31,
		"v1.32.0+k3s1":        32,
		"1.33+":               33,
		"1.37.0-rc.1":         37,
	} {
		if got, err := kubernetes.Parse(text); got != want || err != nil {
			t.Errorf("%s is read as %v (%v), want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "1.3", "1.27", "1.38", "2.30", "29", "1.29.x", "latest", "1.299999999999999999999", "1.29 "} {
		got, err := kubernetes.Parse(text)
		if err == nil {
			t.Errorf("%q is read as %v", text, got)
			continue
		}
		if want := `unknown version "` + text + `" of Kubernetes: dslint knows 1.28 to 1.37`; err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}

func TestZeroVersionIsLatest(t *testing.T) {
	t.Parallel()
	var zero kubernetes.Version
	if zero.String() != "1.37" || !zero.AtLeast(kubernetes.Latest) || zero.Before(kubernetes.Latest) {
		t.Errorf("the zero version is %v", zero)
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	if old := kubernetes.Version(28); !old.Before(29) || old.AtLeast(29) || !old.AtLeast(28) || old.Before(28) {
		t.Error("1.28 is before 1.29 and not before itself")
	}
}
