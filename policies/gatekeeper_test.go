package policies_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/policies"
)

// ownerTemplate asks for labels. Its schema has a default.
const ownerTemplate = `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata:
  name: owned
  annotations:
    metadata.gatekeeper.sh/title: Objects have an owner
    description: Somebody must answer the phone.
spec:
  crd:
    spec:
      names: {kind: Owned}
      validation:
        openAPIV3Schema:
          type: object
          properties:
            label: {type: string, default: owner}
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package owned

        import data.lib.labels

        violation[{"msg": msg, "details": {}}] {
          not labels.has(input.review.object, input.parameters.label)
          msg := sprintf("%v %v has no label %v in metadata.labels", [input.review.kind.kind, input.review.name, input.parameters.label])
        }
      libs:
        - |
          package lib.labels

          has(object, key) {
            object.metadata.labels[key]
          }
`

// uniqueTemplate is written in Rego v1 and looks at other objects.
const uniqueTemplate = `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: uniquehost}
spec:
  crd: {spec: {names: {kind: UniqueHost}}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      code:
        - engine: K8sNativeValidation
          source: {validations: [{expression: "true"}]}
        - engine: Rego
          source:
            version: v1
            rego: |
              package uniquehost

              violation contains {"msg": msg} if {
                some namespace, name
                other := data.inventory.namespace[namespace]["networking.k8s.io/v1"].Ingress[name]
                other.spec.rules[_].host == input.review.object.spec.rules[_].host
                [namespace, name] != [input.review.object.metadata.namespace, input.review.name]
                msg := sprintf("host is that of %s/%s", [namespace, name])
              }
`

func constraintOf(kind, name, spec string) string {
	return fmt.Sprintf("---\napiVersion: constraints.gatekeeper.sh/v1beta1\nkind: %s\nmetadata: {name: %s}\nspec: %s\n", kind, name, spec)
}

// gatekeep loads what Gatekeeper reads from one file, and checks it and manifests.
func gatekeep(t *testing.T, policy, manifests string) *lint.Result {
	t.Helper()
	set := &manifest.Set{Files: []*manifest.File{
		manifest.Parse("policy.yaml", []byte(policy)), manifest.Parse("a.yaml", []byte(manifests)),
	}}
	rules, err := policies.Options{}.Load(set)
	if err != nil {
		t.Fatal(err)
	}
	result, err := lint.Run(t.Context(), lint.NewSnapshot(set), rules)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// lines writes findings.
func lines(t *testing.T, result *lint.Result) string {
	t.Helper()
	var all []string
	for _, failure := range result.Failures {
		all = append(all, failure.Error())
	}
	for _, f := range result.Findings {
		all = append(all, fmt.Sprintf("%s %s: %s [%s]", f.At, f.Severity, f.Message, f.Rule.Name))
	}
	return strings.Join(all, "\n")
}

const owned = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: kube-system, labels: {tier: node}}
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {owner: shop}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: shop}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
---
apiVersion: v1
kind: Node
metadata: {name: node-1}
`

// TestMatch goes through all that the match of a constraint may say.
func TestMatch(t *testing.T) {
	t.Parallel()
	const all = "DaemonSet agent, Namespace shop, ConfigMap settings"
	//nolint:gosec // no credentials stand here
	for match, want := range map[string]string{
		`{}`: all,
		`{kinds: [{apiGroups: [""], kinds: [ConfigMap, Secret]}]}`:                "ConfigMap settings",
		`{kinds: [{apiGroups: [apps], kinds: ["*"]}]}`:                            "DaemonSet agent",
		`{kinds: [{apiGroups: ["*"], kinds: [DaemonSet]}, {kinds: [Namespace]}]}`: "DaemonSet agent, Namespace shop",
		`{kinds: [{apiGroups: [batch], kinds: [DaemonSet]}]}`:                     "",
		`{kinds: [{apiGroups: [""], kinds: [Node]}]}`:                             "Node node-1",
		`{scope: Cluster}`:                             "Namespace shop",
		`{scope: Namespaced}`:                          "DaemonSet agent, ConfigMap settings",
		`{scope: "*"}`:                                 all,
		`{namespaces: [shop]}`:                         "Namespace shop, ConfigMap settings",
		`{namespaces: ["kube-*"]}`:                     "DaemonSet agent",
		`{excludedNamespaces: ["*-system"]}`:           "Namespace shop, ConfigMap settings",
		`{excludedNamespaces: ["*ho*"]}`:               "DaemonSet agent",
		`{name: "set*"}`:                               "ConfigMap settings",
		`{name: agent}`:                                "DaemonSet agent",
		`{labelSelector: {matchLabels: {tier: node}}}`: "DaemonSet agent",
		`{labelSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}`:                                         "Namespace shop, ConfigMap settings",
		`{namespaceSelector: {matchLabels: {team: shop}}}`:                                                                   "Namespace shop, ConfigMap settings",
		`{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [kube-system]}]}}`: "DaemonSet agent",
		`{source: Generated}`: "",
	} {
		t.Run(match, func(t *testing.T) {
			t.Parallel()
			result := gatekeep(t, ownerTemplate+constraintOf("Owned", "owned", "{match: "+match+"}"), owned)
			var got []string
			for _, f := range result.Findings {
				name, _, _ := strings.Cut(f.Message, " has no label owner")
				got = append(got, name)
			}
			if len(result.Failures) > 0 || strings.Join(got, ", ") != want {
				t.Errorf("got %v, want %s, failures %v", got, want, result.Failures)
			}
		})
	}
}

// TestMatchOfUnknownScope: an object of a custom kind has a namespace, or none, or nobody
// knows, and then a constraint must match it either way.
func TestMatchOfUnknownScope(t *testing.T) {
	t.Parallel()
	const issuer = "apiVersion: shop.example/v1\nkind: Issuer\nmetadata: {name: a}\n"
	definition := func(scope string) string {
		return issuer + "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: issuers.shop.example, " +
			"labels: {owner: x}}\nspec: {group: shop.example, scope: " + scope + ", names: {kind: Issuer}}\n"
	}
	for match, want := range map[string][3]bool{ // unknown, of the cluster, with a namespace
		`{}`:                              {true, true, true},
		`{scope: Cluster}`:                {false, true, false},
		`{scope: Namespaced}`:             {false, false, true},
		`{namespaces: [shop]}`:            {false, true, false},
		`{namespaces: [default]}`:         {true, true, true},
		`{excludedNamespaces: [default]}`: {false, true, false},
		`{excludedNamespaces: [shop]}`:    {true, true, true},
	} {
		policy := ownerTemplate + constraintOf("Owned", "owned", "{match: "+match+"}")
		for i, manifests := range []string{issuer, definition("Cluster"), definition("Namespaced")} {
			result := gatekeep(t, policy, manifests)
			if got := len(result.Findings) == 1; got != want[i] || len(result.Failures) > 0 {
				t.Errorf("%s, %d: matched %v, want %v, failures %v", match, i, got, want[i], result.Failures)
			}
		}
	}
}

func TestGatekeeperFinding(t *testing.T) {
	t.Parallel()
	policy := ownerTemplate + constraintOf("Owned", "tier", "{parameters: {label: tier}, match: {kinds: [{kinds: [Pod]}]}}")
	result := gatekeep(t, policy, owned)
	const want = "a.yaml:9:11 error: Pod web has no label tier in metadata.labels [owned]"
	if got := lines(t, result); got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	finding := result.Findings[0]
	if len(finding.Related) != 1 || finding.Related[0].Message != "the constraint Owned tier" ||
		finding.Related[0].At.File != "policy.yaml" || finding.Rule.Summary != "Objects have an owner" ||
		string(finding.Rule.Examples) != "Somebody must answer the phone." {
		t.Errorf("related %v, rule %q %q", finding.Related, finding.Rule.Summary, finding.Rule.Examples)
	}
}

func TestEnforcement(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]lint.Severity{
		"{}":                          lint.Error,
		"{enforcementAction: deny}":   lint.Error,
		"{enforcementAction: warn}":   lint.Warning,
		"{enforcementAction: dryrun}": lint.Info,
		"{enforcementAction: scoped, scopedEnforcementActions: [{action: warn}, {action: dryrun}]}": lint.Warning,
		"{enforcementAction: scoped, scopedEnforcementActions: [{action: deny}, {action: dryrun}]}": lint.Error,
	} {
		result := gatekeep(t, ownerTemplate+constraintOf("Owned", "owned", spec), "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n")
		if len(result.Findings) != 1 || result.Findings[0].Severity != want {
			t.Errorf("%s: got %s, want %s", spec, lines(t, result), want)
		}
	}
}

func ingress(namespace, name, host string) string {
	return fmt.Sprintf("---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: %s%s}\nspec: {rules: [{host: %s}]}\n",
		name, namespace, host)
}

// TestSuites are templates with objects that they allow and disallow.
func TestSuites(t *testing.T) {
	t.Parallel()
	unique := uniqueTemplate + constraintOf("UniqueHost", "unique", "{match: {kinds: [{kinds: [Ingress]}]}}")
	for name, test := range map[string]struct{ policy, manifests, want string }{
		"allowed alone":      {unique, ingress("", "a", "a.example"), ""},
		"allowed hosts":      {unique, ingress("", "a", "a.example") + ingress("", "b", "b.example"), ""},
		"disallowed":         {unique, ingress("", "a", "a.example") + ingress(", namespace: other", "b", "a.example"), "host is that of other/b, host is that of default/a"},
		"disallowed default": {unique, ingress("", "a", "a.example") + ingress(", namespace: default", "b", "a.example"), "host is that of default/b, host is that of default/a"},
		"allowed in review": {
			unique, "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\nrequest: {operation: UPDATE, object: " +
				"{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: c, namespace: x}, spec: {rules: [{host: c}]}}}\n" +
				ingress("", "a", "a.example"), "",
		},
		"disallowed in review": {
			unique, "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\nrequest: {operation: UPDATE, object: " +
				"{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: c, namespace: x}, spec: {rules: [{host: a.example}]}}}\n" +
				ingress("", "a", "a.example"), "host is that of default/a",
		},
		"last of one name": {
			unique + constraintOf("UniqueHost", "unique", "{match: {kinds: [{kinds: [Pod]}]}}"),
			ingress("", "a", "a.example") + ingress("", "b", "a.example"), "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := gatekeep(t, test.policy, test.manifests)
			var got []string
			for _, f := range result.Findings {
				got = append(got, f.Message)
			}
			if len(result.Failures) > 0 || strings.Join(got, ", ") != test.want {
				t.Errorf("got %v, want %s, failures %v", got, test.want, result.Failures)
			}
		})
	}
}

func TestGatekeeperFaults(t *testing.T) {
	t.Parallel()
	owner := constraintOf("Owned", "owned", "{}")
	for name, test := range map[string]struct{ policy, want string }{
		"parser": {
			strings.Replace(ownerTemplate, "not labels.has(", "not labels.has((", 1) + owner,
			"rule owned: policy.yaml:25:46: rego_parse_error: ",
		},
		"compiler": {
			strings.Replace(ownerTemplate, "not labels.has(", "not label.has(", 1) + owner,
			"rule owned: policy.yaml:25:11: rego_type_error: undefined function label.has",
		},
		"library": {
			strings.Replace(ownerTemplate, "object.metadata", "objects.metadata", 1) + owner,
			"policy.yaml:33:13: rego_unsafe_var_error: var objects is unsafe",
		},
		"no violation": {
			strings.Replace(ownerTemplate, "violation[{", "violations[{", 1) + owner,
			`rule owned: policy.yaml:20:9: data.owned has no rule "violation"`,
		},
		"no msg": {
			strings.Replace(ownerTemplate, `{"msg": msg, "details": {}}`, `{"message": msg}`, 1) + owner,
			"rule owned: policy.yaml:24:9: a violation has no msg, but is an object (Owned owned about DaemonSet kube-system/agent)",
		},
		"selector": {
			ownerTemplate + constraintOf("Owned", "owned", "{match: {labelSelector: {matchExpressions: [{key: a, operator: Like}]}}}"),
			`rule owned: policy.yaml:39:15: Owned owned: spec.match: "Like" is not a valid label selector operator`,
		},
		"no template": {
			constraintOf("Owned", "owned", "{}"),
			"policy.yaml:3:7 info: Owned owned is not evaluated: no ConstraintTemplate of this kind is among the manifests and policies [unevaluated-constraint]",
		},
		"CEL": {
			strings.Replace(uniqueTemplate, "engine: Rego", "engine: Other", 1) + constraintOf("UniqueHost", "cel", "{}"),
			"info: UniqueHost cel is not evaluated: ConstraintTemplate uniquehost holds CEL and no Rego [unevaluated-constraint]",
		},
		"network": {
			strings.Replace(ownerTemplate, "not labels.has(", "http.send({\"url\": \"x\"})\n          not labels.has(", 1) + owner,
			"info: Owned owned is not evaluated: ConstraintTemplate owned calls http.send, and dslint works offline [unevaluated-constraint]",
		},
		"inventory": {
			strings.Replace(ownerTemplate, "    description:", "    metadata.gatekeeper.sh/requires-sync-data: |\n"+
				"      \"[[{\"groups\":[\"storage.k8s.io\"],\"kinds\":[\"StorageClass\"]}]]\"\n    description:", 1) + owner,
			"is not evaluated: ConstraintTemplate owned looks up StorageClass, and there is none [unevaluated-constraint]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := lines(t, gatekeep(t, test.policy, owned)); !strings.Contains(got, test.want) {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestGatekeeperFromDirectory takes templates and constraints that are no manifests.
func TestGatekeeperFromDirectory(t *testing.T) {
	t.Parallel()
	dir := write(t, "-- template.yaml --\n"+ownerTemplate+"-- sub/constraint.yaml --\n"+
		strings.TrimPrefix(constraintOf("Owned", "owned", "{}"), "---\n")+"-- values.yaml --\nnot: a policy\n")
	rules, err := policies.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := findings(t, "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", rules)
	if diff := cmp.Diff([]string{"3:18 error: Pod a has no label owner in metadata.labels [owned]"}, got); diff != "" {
		t.Error(diff)
	}
}
