package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/rules/facts"
)

//go:embed missing_arch_selector.txtar
var missingArchSelectorExamples []byte

var missingArchSelector = &lint.Rule{
	Name:     "missing-arch-selector",
	Category: lint.Placement,
	Severity: lint.Warning,
	Summary:  "A DaemonSet with an image for one architecture takes nodes of others",
	Examples: missingArchSelectorExamples,
	Check:    checkMissingArchSelector,
}

func checkMissingArchSelector(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range f.daemonSets {
		arch, image := archProof(w)
		switch {
		case arch == "" || f.intended[w] || asksForArch(w):
		case len(f.nodes) == 0 && !picksNodes(w):
			pass.Report(w.At("spec", "nodeSelector"), fmt.Sprintf("%s takes nodes of every architecture, and image %s is made for %s",
				w, image, arch), lint.As(lint.Info), putArch(w, arch))
		case len(f.nodes) > 0:
			reportForeignArch(pass, f, w, arch, image)
		}
	}
	return nil
}

func reportForeignArch(pass *lint.Pass, f *fleet, w *placement.Workload, arch, image string) {
	foreign := f.choose(f.wanting(w), func(number int) bool {
		has := nodeArch(f.nodes[number])
		return has != "" && has != arch && !f.virtual[number]
	})
	if len(foreign) == 0 {
		return
	}
	names := namesOf(foreign)
	pass.Report(w.At("spec", "nodeSelector"), fmt.Sprintf("%s is made for %s (image %s) and gets pods on %s: %s",
		w, arch, image, nodeArch(foreign[0]), someOf(names, len(f.nodes))), lint.OnNodes(names...), putArch(w, arch))
}

func putArch(w *placement.Workload, arch string) lint.Detail {
	return lint.UnsafeFix(fmt.Sprintf("Add the node selector %s: %s", corev1.LabelArchStable, arch),
		w.At("spec", "nodeSelector", corev1.LabelArchStable).Put(arch))
}

// betaArchLabel is a copy of kubernetes.io/arch that Kubernetes keeps for old selectors.
const betaArchLabel = "beta.kubernetes.io/arch"

// asksForArch reports whether labels decide which architecture the nodes have.
func asksForArch(w *placement.Workload) bool {
	return everyAlternative(w, func(r requirement) bool {
		return r.Key == corev1.LabelArchStable || facts.Successor(r.Key) == corev1.LabelArchStable
	})
}

// nodeArch returns the architecture of a node, "" where it does not tell.
func nodeArch(node *inventory.Node) string {
	for _, label := range []string{corev1.LabelArchStable, betaArchLabel} {
		if value := node.Labels[label]; value != "" {
			return value
		}
	}
	return node.Status.NodeInfo.Architecture
}

// archProof returns the one architecture that the images of a workload name, and an
// image that does; both are "" where none does, or where they differ.
func archProof(w *placement.Workload) (arch, image string) {
	for _, c := range w.Containers() {
		named := archOfImage(c.Image)
		switch {
		case named == "":
		case arch != "" && named != arch:
			return "", ""
		default:
			arch, image = named, c.Image
		}
	}
	return arch, image
}

const archARM64 = "arm64"

// architectures are other words by which images name an architecture of platforms.
var architectures = map[string]string{
	"arm64v8": archARM64, "aarch64": archARM64,
	"armhf": "arm", "armv7": "arm", "armv6": "arm", "arm32v7": "arm", "arm32v6": "arm",
}

// namedArchitectures are the words that name an architecture by themselves. The others of
// platforms are words of other meanings too.
var namedArchitectures = []string{"amd64", archARM64, "ppc64le", "s390x", "riscv64", "loong64"}

// archOfImage looks for the architecture in the name and the tag of an image, without
// its registry; a word that is one, not a part of one. Two of them say nothing.
func archOfImage(image string) string {
	name, _, _ := strings.Cut(image, "@")
	if registry, rest, ok := strings.Cut(name, "/"); ok && strings.ContainsAny(registry, ".:") {
		name = rest
	}
	words := strings.FieldsFunc(strings.ReplaceAll(name, "x86_64", "amd64"), func(r rune) bool {
		return strings.ContainsRune("/:-_.", r)
	})
	found := ""
	for i, word := range words {
		arch := architectures[word]
		if slices.Contains(namedArchitectures, word) || word == "arm" && i == len(words)-1 {
			arch = word
		}
		if arch != "" && found != "" && arch != found {
			return ""
		}
		if arch != "" {
			found = arch
		}
	}
	if slices.Contains(words, "multiarch") {
		return ""
	}
	return found
}
