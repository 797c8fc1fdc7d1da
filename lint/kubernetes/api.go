package kubernetes

import (
	_ "embed"
	"strings"
)

//go:embed apis.tsv
var apiTable string

// Serving says whether a version of Kubernetes serves a kind in a version of its API.
type Serving int

// The answers.
const (
	// Served is also what holds for all that no table speaks of.
	Served Serving = iota
	// OnRequest is served where --runtime-config asks for it, and not by default.
	OnRequest
	// NotYet is served by later versions.
	NotYet
	// Gone was served by earlier versions.
	Gone
	// NeverWas is a kind that the version of the API never held.
	NeverWas
)

// API is a kind in a version of its API.
type API struct {
	// Since is the first version that serves it, where Oldest stands for all before it
	// too; Removed is the first that does not any more, 0 where none is known.
	Since, Removed Version
	// Successor is the version of the API to go to, empty where there is none.
	Successor string

	// SameForm tells that an object is one of the successor, but for its apiVersion.
	SameForm bool

	byDefault, never bool
}

// In returns whether a version serves it.
func (a *API) In(v Version) Serving {
	switch {
	case a.never:
		return NeverWas
	case a.Removed != 0 && v.AtLeast(a.Removed):
		return Gone
	case v.Before(a.Since):
		return NotYet
	case !a.byDefault:
		return OnRequest
	}
	return Served
}

// APIs are the kinds that not all versions serve.
type APIs struct {
	byKind map[string]*API // by "apiVersion kind"
	// order is that of the table: of the versions of one API the newest is last.
	order []string
}

// ReadAPIs reads the table of kinds that not all versions serve.
func ReadAPIs() *APIs {
	all := &APIs{byKind: map[string]*API{}}
	for _, row := range rows(apiTable) {
		api := API{
			Since: Oldest, Removed: versionIn(row[2]), Successor: strings.TrimPrefix(row[4], never),
			SameForm: row[6] == "same", byDefault: row[3] == "on", never: row[1] == "never",
		}
		if strings.HasPrefix(row[1], "1.") {
			api.Since = versionIn(row[1])
		}
		for kind := range strings.FieldsSeq(row[5]) {
			own := api
			all.byKind[row[0]+" "+kind] = &own
			all.order = append(all.order, row[0]+" "+kind)
		}
	}
	return all
}

// Of returns what is known of a kind in a version of its API, nil where no table speaks
// of it.
func (a *APIs) Of(apiVersion, kind string) *API { return a.byKind[apiVersion+" "+kind] }

// Instead returns the version of the API that a version of Kubernetes serves the kind in,
// empty where it serves it in none that is known.
func (a *APIs) Instead(apiVersion, kind string, in Version) string {
	api := a.Of(apiVersion, kind)
	if api == nil {
		return ""
	}
	if next := a.Of(api.Successor, kind); api.Successor != "" && (next == nil || next.In(in) == Served) {
		return api.Successor
	}
	group, _, _ := strings.Cut(apiVersion, "/")
	best := ""
	for _, name := range a.order {
		other, otherKind, _ := strings.Cut(name, " ")
		if otherGroup, _, _ := strings.Cut(other, "/"); otherGroup != group || otherKind != kind {
			continue
		}
		if serving := a.byKind[name].In(in); serving == Served || serving == OnRequest {
			best = other
		}
	}
	return best
}
