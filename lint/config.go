package lint

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// Config is what a project asks of dslint.
type Config struct {
	// Preset says which rules run that the config does not name: recommended where it is
	// left out, strict or upgrade.
	Preset Preset `json:"preset"`
	// Rules sets the severity of a rule by its name (error, warning, info, on or off),
	// or its severity and its options.
	Rules map[string]Setting `json:"rules"`
	// Policies are folders of Rego policies, relative to the config.
	Policies []string `json:"policies"`
	// Exclude are globs of files that are not read, relative to the config.
	Exclude []string `json:"exclude"`
	// Nodes are files with Nodes that belong to every run, relative to the config.
	Nodes []string `json:"nodes"`
	// Substitute are the values of ${NAME} in manifests that envsubst or Flux put there, by
	// NAME: those that no manifest tells.
	Substitute map[string]string `json:"substitute"`
	// Charts say which values charts are rendered with, beside their own.
	Charts []Chart `json:"charts"`
	// Baseline is a file of findings that are accepted, relative to the config.
	Baseline string `json:"baseline"`
	// Exempt takes findings on objects back that cannot be annotated.
	Exempt []Exemption `json:"exempt"`
	// RunsOn says where workloads are meant to run, by "namespace/name" or "Kind
	// namespace/name": all, none or a selector of node labels; see [RunsOn].
	RunsOn map[string]string `json:"runsOn"`
	// Kubernetes is the version of the cluster, the newest that is known where it is
	// empty; see [kubernetes.Parse].
	Kubernetes kubernetes.Release `json:"kubernetes"`
	// PodSecurity is what the cluster enforces where namespaces do not say.
	PodSecurity placement.PodSecurity `json:"podSecurity"`

	// Packs are the kinds of clusters whose facts are used, too; see [Packs].
	Packs []string `json:"packs"`
	// Facts are what the project knows of its clusters beside the packs.
	Facts Facts `json:"facts"`

	// Reserve is room on nodes that is taken by what the manifests do not hold.
	Reserve []placement.Reserve `json:"reserve"`
	// Pods are files with Pods that run already, as kubectl get pods -A -o yaml prints
	// them, relative to the config.
	Pods []string `json:"pods"`
	// Clusters are those that the manifests are for. Each is judged by itself.
	Clusters []ClusterConfig `json:"clusters"`

	// Relative returns a file as seen from the folder of the config.
	Relative func(file string) string `json:"-"`

	known     []string                // the names of all rules that there are, once rules are chosen
	variables map[string]manifest.Ref // where Substitute is said, nil for what is said here

	object *manifest.Object // nil for a config that is not from a file
	at     manifest.Path    // what it stands below in the object
}

// ParseConfig reads a config. The error tells the place of everything that is wrong
// with it, a line each. An empty file is an empty config.
func ParseConfig(file *manifest.File) (*Config, error) {
	config := &Config{}
	var faults []error
	for _, problem := range file.Problems {
		faults = append(faults, fmt.Errorf("%s: %s", problem.Span, problem.Message))
	}
	switch {
	case len(file.Objects) > 1:
		faults = append(faults, fmt.Errorf("%s: a config is one document", file.Name))
	case len(file.Objects) == 1:
		config.object = file.Objects[0]
		config.object.TextKeys()
		faults = append(faults, config.decode()...)
	case len(faults) == 0 && !file.Blank():
		faults = append(faults, fmt.Errorf("%s:1:1: a config is a mapping of keys to values", file.Name))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return config, nil
}

func (c *Config) decode() []error {
	var faults []error
	for _, fault := range c.object.Decode(c) {
		message := fault.Message
		if name, ok := fault.At.Path[len(fault.At.Path)-1].(string); ok && fault.Kind == manifest.UnknownField {
			message += Hint(name, keysAt(reflect.TypeFor[Config](), fault.At.Path))
		}
		faults = append(faults, fmt.Errorf("%s: %s", fault.Place, message))
	}
	faults = append(faults, c.emptyFaults()...)
	faults = append(faults, c.presetFaults()...)
	faults = append(faults, c.settingFaults()...)
	faults = append(faults, c.intentFaults()...)
	faults = append(faults, c.factFaults()...)
	faults = append(faults, c.exemptFaults()...)
	faults = append(faults, c.chartFaults()...)
	faults = append(faults, c.variableFaults()...)
	faults = append(faults, c.checkCluster()...)
	return append(faults, c.clusterFaults()...)
}

// keysAt returns the keys that may stand beside the last one of a path.
func keysAt(t reflect.Type, path manifest.Path) []string {
	for _, step := range path[:len(path)-1] {
		name, _ := step.(string)
		field, isField := fieldOf(t, name)
		switch {
		case isField:
			t = field.Type
		case t.Kind() == reflect.Map || t.Kind() == reflect.Slice:
			t = t.Elem()
		}
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for field := range t.Fields() {
		if key := field.Tag.Get("json"); key != "" && key != "-" {
			keys = append(keys, key)
		}
	}
	return keys
}

func fieldOf(t reflect.Type, key string) (reflect.StructField, bool) {
	if t.Kind() != reflect.Struct {
		return reflect.StructField{}, false
	}
	for field := range t.Fields() {
		if field.Tag.Get("json") == key {
			return field, true
		}
	}
	return reflect.StructField{}, false
}

// wrong is an error about a place in the config, if it has one: the key of a field, or
// its value.
func (c *Config) wrong(message string, key bool, path ...any) error {
	if c.object == nil {
		return errors.New(message)
	}
	at := c.place(path...)
	if key {
		return fmt.Errorf("%s: %s", at.KeySpan(), message)
	}
	return fmt.Errorf("%s: %s", at.Span(), message)
}

// place is a field of the config in its file.
func (c *Config) place(path ...any) manifest.Ref { return c.object.At(c.at.Join(path...)...) }
