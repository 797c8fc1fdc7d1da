package main

import (
	"bytes"
	_ "embed" // the built-in manifests
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/dslint/dslint/lint/manifest"
)

//go:embed seeds.yaml
var builtIn []byte

// seed is a manifest to start from.
type seed struct {
	name   string
	object tree
}

func builtInSeeds() ([]seed, error) { return read("seeds.yaml", builtIn) }

// seedsBelow reads the workloads of all manifests below the folders.
func seedsBelow(folders []string) ([]seed, error) {
	var seeds []seed
	for _, folder := range folders {
		files := os.DirFS(folder)
		err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(name)) {
				return err
			}
			data, err := fs.ReadFile(files, name)
			if err != nil {
				return err
			}
			found, err := read(filepath.Join(folder, name), data)
			seeds = append(seeds, found...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return seeds, nil
}

func read(file string, data []byte) ([]seed, error) {
	var seeds []seed
	for _, object := range manifest.Parse(file, data).Objects {
		if typeOf(object.Kind) == nil || object.APIVersion == "" {
			continue
		}
		text, err := json.Marshal(object.Value())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		value, err := unmarshal(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		value["apiVersion"], value["kind"] = object.APIVersion, object.Kind
		seeds = append(seeds, seed{file + ": " + object.String(), value})
	}
	return seeds, nil
}

func unmarshal(text []byte) (tree, error) {
	var value tree
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(&value)
	return value, err
}

// as makes a workload of a kind with the pod template of another one.
func as(kind string, object tree) tree {
	object, _ = clone(object).(tree)
	if object["kind"] == kind {
		object["apiVersion"] = apiVersionOf(kind)
		return object
	}
	spec, _ := object["spec"].(tree)
	template, ok := spec["template"].(tree)
	if !ok {
		template = tree{"metadata": tree{"labels": tree{"app": "agent"}}, "spec": spec}
	}
	return tree{
		"apiVersion": apiVersionOf(kind), "kind": kind, "metadata": object["metadata"],
		"spec": specOf(kind, spec["selector"], template),
	}
}

func specOf(kind string, selector any, template tree) tree {
	pod, _ := template["spec"].(tree)
	switch kind {
	case "Pod":
		return pod
	case "Job", "CronJob":
		if pod != nil {
			pod["restartPolicy"] = "Never"
		}
		if kind == "CronJob" {
			return tree{"schedule": "* * * * *", "jobTemplate": tree{"spec": tree{"template": template}}}
		}
		return tree{"template": template}
	}
	return tree{"selector": selector, "template": template}
}

func apiVersionOf(kind string) string {
	switch kind {
	case "Pod":
		return "v1"
	case "Job", "CronJob":
		return "batch/v1"
	}
	return "apps/v1"
}
