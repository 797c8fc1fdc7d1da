package main

import (
	_ "github.com/bmatcuk/doublestar/v4"
	_ "github.com/fatih/color"
	_ "github.com/go-git/go-git/v5/plumbing/format/gitignore"
	_ "github.com/open-policy-agent/opa/v1/rego"
	_ "github.com/rogpeppe/go-internal/testscript"
	_ "github.com/agnivade/levenshtein"
	_ "github.com/spf13/cobra"
	_ "golang.org/x/tools/txtar"
	_ "github.com/google/go-cmp/cmp"
	_ "k8s.io/component-helpers/resource"
	_ "k8s.io/component-helpers/scheduling/corev1/nodeaffinity"
)

func main() {}
