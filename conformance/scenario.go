package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// tree is an object of a manifest, as a user writes it.
type tree = map[string]any

// style is how the Nodes are written.
type style int

const (
	documents style = iota // one after another
	listYAML               // as kubectl get nodes -o yaml
	listJSON               // as kubectl get nodes -o json
	styles
)

// scenario is a set of manifests and Nodes.
type scenario struct {
	name    string
	style   style
	objects []tree // DaemonSets and what they refer to, in the order of their creation
	nodes   []tree
}

// file is one text that both sides read.
type file struct{ name, text string }

// files writes the scenario as a user would: one file a kind, the Nodes for
// themselves.
func (s *scenario) files() ([]file, error) {
	others, daemons := s.split()
	nodes, name := s.nodes, "nodes.yaml"
	if s.style != documents {
		nodes = []tree{{"apiVersion": "v1", "kind": "List", "items": anys(s.nodes)}}
	}
	write := yaml.Marshal
	if s.style == listJSON {
		name, write = "nodes.json", json.Marshal
	}
	var all []file
	for _, part := range []struct {
		name    string
		objects []tree
		write   func(any) ([]byte, error)
	}{
		{"manifests/cluster.yaml", others, yaml.Marshal},
		{"manifests/daemonsets.yaml", daemons, yaml.Marshal},
		{name, nodes, write},
	} {
		if len(part.objects) == 0 {
			continue
		}
		text, err := join(part.objects, part.write)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", part.name, err)
		}
		all = append(all, file{part.name, text})
	}
	return all, nil
}

func (s *scenario) split() (others, daemons []tree) {
	for _, object := range s.objects {
		if object["kind"] == "DaemonSet" {
			daemons = append(daemons, object)
		} else {
			others = append(others, object)
		}
	}
	return others, daemons
}

func join(objects []tree, write func(any) ([]byte, error)) (string, error) {
	var texts []string
	for _, object := range objects {
		text, err := write(object)
		if err != nil {
			return "", err
		}
		texts = append(texts, string(text))
	}
	return strings.Join(texts, "---\n"), nil
}

// save writes the scenario and what the upstream code made of it as a folder that
// the tests of lint/placement read.
func (s *scenario) save(folder, truth string) error {
	files, err := s.files()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(folder, "manifests"), 0o750); err != nil {
		return err
	}
	for _, f := range append(files, file{"truth.json", truth}) {
		if err := os.WriteFile(filepath.Join(folder, f.name), []byte(f.text), 0o600); err != nil {
			return err
		}
	}
	return nil
}
