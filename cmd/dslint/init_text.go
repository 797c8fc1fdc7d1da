package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/dslint/dslint/lint/inventory"
)

// text writes the survey as a configuration.
func (s *survey) text() string {
	var b strings.Builder
	b.WriteString(`# The configuration of dslint. Paths are relative to this file. What the keys mean, and
# all that there are, stands in the README; dslint rules lists the rules, and
# dslint explain RULE tells about one.
`)
	if len(s.clusters) > 0 {
		b.WriteString("\n# Each cluster is judged by itself. A file of none of them is judged as cluster default.\nclusters:\n")
		for _, cluster := range s.clusters {
			fmt.Fprintf(&b, "  - name: %s\n    manifests:%s", yamlText(cluster.name), yamlList(cluster.manifests, "      "))
			cluster.writeNodes(&b, "    ", len(s.all.files) > 0)
		}
	}
	if len(s.clusters) == 0 || len(s.all.files) > 0 {
		b.WriteString("\n")
		s.all.writeNodes(&b, "", len(s.clusters) > 0)
	}
	b.WriteString(`
# What else runs on the nodes takes room, too: an amount, or the Pods that run there.
# reserve:
#   - nodes: pool=web   # a selector of labels; all nodes without it
#     resources: {cpu: 500m, memory: 512Mi, pods: 5}
# pods: [pods.yaml]     # kubectl get pods -A -o yaml > pods.yaml

# rules:                # a severity (error, warning, info, on, off), or options
#   missing-requests: off
# exclude: [examples/**]
`)
	return b.String()
}

// writeNodes writes what is known of nodes, and what to do where nothing is; elsewhere
// tells that it is said for all clusters, too.
func (s *surveyed) writeNodes(b *strings.Builder, indent string, elsewhere bool) {
	switch {
	case len(s.files) > 0:
		fmt.Fprintf(b, "%snodes:%s", indent, yamlList(s.files, indent+"  "))
	case !elsewhere:
		fmt.Fprintf(b, "%s# Without Nodes nothing is known of taints, labels and room:\n%s# kubectl get nodes -o yaml > nodes.yaml\n%s# nodes: [nodes.yaml]\n",
			indent, indent, indent)
	}
	if version := s.version(); version != "" {
		fmt.Fprintf(b, "%skubernetes: %q # as the kubelets of its nodes say\n", indent, version)
	}
	if packs := inventory.Packs(s.nodes); len(packs) > 0 {
		fmt.Fprintf(b, "%spacks: [%s] # as the labels of its nodes say\n", indent, strings.Join(packs, ", "))
	}
}

// yamlList writes texts as a list, sorted, an item a line.
func yamlList(texts map[string]bool, indent string) string {
	var b strings.Builder
	b.WriteString("\n")
	for _, text := range slices.Sorted(maps.Keys(texts)) {
		b.WriteString(indent + "- " + yamlText(text) + "\n")
	}
	return b.String()
}

// yamlText writes a text as it is where that is beyond doubt, quoted otherwise.
func yamlText(text string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-"
	letters := strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyz")
	words := []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
	if strings.Trim(text, plain) == "" && letters && !strings.ContainsRune("-.0123456789", rune(text[0])) && !slices.Contains(words, strings.ToLower(text)) {
		return text
	}
	return strconv.Quote(text)
}
