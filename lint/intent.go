package lint

import (
	"fmt"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// RunsOn is the annotation by which a workload says where it is meant to run:
// "all", "none" or a selector of node labels.
const RunsOn = "dslint.dev/runs-on"

// Intent is where a workload is meant to run, as its author wrote it down.
type Intent struct {
	// Text is "all", "none" or a label selector.
	Text string
	// At is the annotation; the name of the workload where the config says it.
	At manifest.Ref

	selector labels.Selector
}

// Wants reports whether the workload is meant to run on the node.
func (i *Intent) Wants(node *inventory.Node) bool {
	return i.selector.Matches(labels.Set(node.Labels))
}

// Intent returns where a workload is meant to run, nil where nobody says so: the
// annotation of the object, of its pod template, or the config. An intent that
// cannot be read is an error.
func (s *Snapshot) Intent(w *placement.Workload) (*Intent, error) {
	for _, at := range []manifest.Ref{
		w.Object.At("metadata", "annotations", RunsOn), w.At("metadata", "annotations", RunsOn),
	} {
		if text, ok := at.Text(); ok {
			return newIntent(text, at)
		}
	}
	if text, ok := s.Config.intent(w); ok {
		return newIntent(text, w.Object.At("metadata", "name"))
	}
	return nil, nil //nolint:nilnil // no intent is the usual case, and no error
}

func newIntent(text string, at manifest.Ref) (*Intent, error) {
	if manifest.Placeholder(text) {
		return nil, nil //nolint:nilnil // as for a workload without one
	}
	switch text {
	case "all":
		return &Intent{text, at, labels.Everything()}, nil
	case "none":
		return &Intent{text, at, labels.Nothing()}, nil
	}
	selector, err := labels.Parse(text)
	if err != nil || selector.Empty() {
		return &Intent{Text: text, At: at, selector: labels.Nothing()},
			fmt.Errorf("%q is neither all, none nor a label selector", text)
	}
	return &Intent{text, at, selector}, nil
}

// intent looks a workload up by "namespace/name" or "Kind namespace/name".
func (c *Config) intent(w *placement.Workload) (string, bool) {
	if c == nil {
		return "", false
	}
	for _, key := range []string{w.String(), w.Namespace() + "/" + w.Object.Name} {
		if text, ok := c.RunsOn[key]; ok {
			return text, true
		}
	}
	return "", false
}

// intentFaults tells of what the config holds under runsOn and is no intent.
func (c *Config) intentFaults() []error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(c.RunsOn)) {
		if text := c.RunsOn[name]; text != "" {
			if _, err := newIntent(text, manifest.Ref{}); err != nil {
				faults = append(faults, c.wrong(err.Error(), false, "runsOn", name))
			}
		}
	}
	return faults
}
