package source

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// blame tells why a root cannot be built, at the entry that is the reason where it
// can be told.
func (t *tree) blame(root *kustomization, err error) {
	message := err.Error()
	k := root
	if found := innermost().FindAllStringSubmatch(message, -1); found != nil {
		if inner := t.at(found[len(found)-1][1]); inner != nil {
			k = inner
		}
	}
	k.failed = true
	if u, patch := k.blamedPatch(message); patch != nil {
		k.problem(manifest.FailedBuild, u.at, fmt.Sprintf("the patch is for %s %s, which is not among the resources", patch.Kind, patch.Name))
		return
	}
	at := k.head()
	for _, u := range k.uses {
		if strings.Contains(message, quote(u.text)) || strings.Contains(message, "'"+u.text+"'") {
			at = u.at
		}
	}
	k.problem(manifest.FailedBuild, at, shortened(message))
}

// blamedPatch returns the patch that finds no object to change.
func (k *kustomization) blamedPatch(message string) (*use, *manifest.Object) {
	if !strings.Contains(message, "no resource matches strategic merge patch") {
		return nil, nil
	}
	for _, u := range k.uses {
		if u.role != patchRole {
			continue
		}
		for _, document := range u.documents() {
			if document.Name != "" && strings.Contains(message, quotedKind(document.Kind)) &&
				strings.Contains(message, "/"+document.Name+".") {
				return u, document
			}
		}
	}
	return nil, nil
}

// quotedKind starts the identifier of an object in errors of kustomize.
func quotedKind(kind string) string { return `"` + kind + "." }

// innermost finds the folder in which kustomize stumbled. Expressions are compiled
// when something fails, and not before.
func innermost() *regexp.Regexp {
	return regexp.MustCompile(`(?:recursed accumulation of path|couldn't make target for path|recursed merging from path) '([^']*)'`)
}

// at returns the kustomization of a folder that kustomize names.
func (t *tree) at(absolute string) *kustomization {
	for _, k := range t.kustomizations {
		if k == nil {
			continue
		}
		if name, err := realName(k.folder); err == nil && name == filepath.Clean(absolute) {
			return k
		}
	}
	return nil
}

// wrapping is what kustomize puts around a reason on its way up.
const wrapping = `^(?:accumulating (?:resources|components)(?: from '[^']*')?|accumulation err='.*?'|` +
	`recursed accumulation of path '[^']*'|recursed merging from path '[^']*'|couldn't make target for path '[^']*'|` +
	`accumulateDirectory|merging resources from '[^']*'|loader\.New "?[^"]*"?): "?`

// shortened is the reason of an error of kustomize, in one line, without the way it
// took and without the folders of this machine.
func shortened(message string) string {
	if ends := innermost().FindAllStringIndex(message, -1); ends != nil {
		message = strings.TrimPrefix(message[ends[len(ends)-1][1]:], ": ")
	}
	wrapped := regexp.MustCompile(wrapping)
	for {
		inner := wrapped.ReplaceAllString(message, "")
		if inner == message {
			break
		}
		message = inner
	}
	message = regexp.MustCompile(`/[^\s'":]*/`).ReplaceAllString(strings.Trim(message, `"`), "")
	message = strings.Join(strings.Fields(message), " ")
	const enough = 300
	if runes := []rune(message); len(runes) > enough {
		message = string(runes[:enough]) + "..."
	}
	return message
}
