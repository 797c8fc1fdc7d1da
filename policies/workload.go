package policies

import (
	"fmt"
	"maps"

	"github.com/open-policy-agent/opa/v1/ast"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/class"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// workload is an entry of input.workloads.
type workload struct {
	*placement.Workload
	kind  string // the key of input that holds the object
	index int    // of the object there
	// containers are in the order in which they start.
	containers []container
}

// container is a container of a workload.
type container struct {
	at         manifest.Ref
	role       string
	raw        map[string]any
	hostMounts []hostMount
}

func newWorkload(made *placement.Workload, index int) workload {
	w := workload{Workload: made, kind: plural(made.Object.Kind), index: index}
	volumes := hostPaths(made.At("spec"))
	for _, list := range []string{"initContainers", "containers"} {
		items, _ := made.At("spec", list).Value().([]any)
		for i, item := range items {
			raw, _ := item.(map[string]any)
			at := made.At("spec", list, i)
			w.containers = append(w.containers, container{at, roleOf(list, raw), raw, hostMounts(at, raw, volumes)})
		}
	}
	return w
}

func roleOf(list string, raw map[string]any) string {
	switch {
	case list == "containers":
		return "container"
	case raw["restartPolicy"] == "Always":
		return "sidecar"
	}
	return "init"
}

// title names a container in a message.
func (c *container) title() string {
	noun := c.role
	if noun == "init" {
		noun = "init container"
	}
	return fmt.Sprintf("%s %q", noun, text(c.raw["name"]))
}

// path returns the path of a field of the workload in input.
func (w workload) path(field manifest.Ref) []any {
	return append([]any{w.kind, w.index}, field.Path...)
}

// workloadTerm returns an entry of input.workloads.
func (v *view) workloadTerm(w workload) (*ast.Term, error) {
	all, pod, err := w.containerValues()
	if err != nil {
		return nil, err
	}
	kind := class.Of(w.Workload)
	value := map[string]any{
		"class":      string(kind.Class),
		"agent":      kind.String(),
		"kind":       w.Object.Kind,
		"namespace":  w.Namespace(),
		"name":       w.Object.Name,
		"title":      w.String(),
		"os":         w.os(),
		"at":         w.path(w.At("spec")),
		"pod":        pod,
		"metadata":   mapping(w.At("metadata")),
		"containers": all,
	}
	if v.named["object"] {
		object, err := v.object(w.Object)
		if err != nil {
			return nil, err
		}
		value["object"] = object.Value
	}
	if v.named["template"] {
		value["template"] = w.Defaulted()
	}
	return termOf(value)
}

// containerValues returns the containers, and the pod spec that holds the same terms:
// they are most of it.
func (w workload) containerValues() (all []any, pod map[string]any, err error) {
	pod = maps.Clone(mapping(w.At("spec")))
	all = make([]any, len(w.containers))
	lists := map[string][]any{}
	for i := range w.containers {
		c := &w.containers[i]
		spec, err := ast.InterfaceToValue(present(c.raw))
		if err != nil {
			return nil, nil, err
		}
		all[i] = w.containerValue(c, spec)
		list, _ := c.at.Path[len(c.at.Path)-2].(string)
		if c.raw == nil {
			lists[list] = append(lists[list], c.at.Value()) // what stands there is no container
		} else {
			lists[list] = append(lists[list], spec)
		}
	}
	for list, specs := range lists {
		pod[list] = specs
	}
	return all, pod, nil
}

func (w workload) containerValue(c *container, spec ast.Value) map[string]any {
	mounts := make([]any, len(c.hostMounts))
	for i, m := range c.hostMounts {
		mounts[i] = map[string]any{
			"at": w.path(m.mount), "volumeAt": w.path(m.volume),
			"hostPath": m.hostPath, "path": m.path, "readOnly": m.readOnly,
		}
	}
	return map[string]any{
		"name": text(c.raw["name"]), "role": c.role, "title": c.title(),
		"at": w.path(c.at), "spec": spec, "hostMounts": mounts,
	}
}

// os returns the operating system that the pods are made for, as far as they say: in
// os.name, in their node selector, or as processes of a Windows host.
func (w workload) os() string {
	spec := w.Spec()
	switch {
	case spec.OS != nil:
		return string(spec.OS.Name)
	case spec.SecurityContext != nil && spec.SecurityContext.WindowsOptions != nil:
		return string(corev1.Windows)
	}
	for _, label := range []string{corev1.LabelOSStable, "beta.kubernetes.io/os"} {
		if value := spec.NodeSelector[label]; value != "" {
			return value
		}
	}
	return ""
}

// mapping returns a field as a mapping, an empty one where it is none.
func mapping(field manifest.Ref) map[string]any {
	value, _ := field.Value().(map[string]any)
	return present(value)
}

func present(value map[string]any) map[string]any {
	if value == nil {
		return map[string]any{}
	}
	return value
}
