package policies

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

const gatekeeperGroup = "gatekeeper.sh"

const (
	templateGroup   = "templates.gatekeeper.sh"
	constraintGroup = "constraints.gatekeeper.sh"
)

// constraints are the ConstraintTemplates and Constraints of Gatekeeper that a run
// knows. Of two with one name the last counts, as the last apply does.
type constraints struct {
	limits
	templates   map[string]*template // by the kind of their constraints
	constraints map[string][]*constraint
	positions   map[string]int  // of constraints, by their title
	kinds       map[string]bool // of all objects
	expansions  map[string]*expansion
}

func newConstraints(bounds limits) *constraints {
	return &constraints{
		limits: bounds, templates: map[string]*template{}, constraints: map[string][]*constraint{}, positions: map[string]int{},
		kinds: map[string]bool{}, expansions: map[string]*expansion{},
	}
}

func (c *constraints) addFiles(files []*manifest.File) {
	for _, file := range files {
		for _, object := range file.Objects {
			c.add(file, object)
		}
	}
}

func (c *constraints) add(file *manifest.File, object *manifest.Object) {
	c.kinds[object.Kind] = true
	switch {
	case object.Group() == templateGroup && object.Kind == "ConstraintTemplate":
		if t := newTemplate(file, object); t.kind != "" {
			c.templates[t.kind] = t
		}
	case object.Group() == expansionGroup && object.Kind == "ExpansionTemplate":
		c.expansions[object.Name] = newExpansion(object)
	case object.Group() == constraintGroup:
		made := newConstraint(object)
		title := object.Kind + " " + object.Name
		if at, known := c.positions[title]; known {
			c.constraints[object.Kind][at] = made
			return
		}
		c.positions[title] = len(c.constraints[object.Kind])
		c.constraints[object.Kind] = append(c.constraints[object.Kind], made)
	}
}

// rules returns a rule for each template that constraints use, and one that names the
// constraints which are not evaluated.
func (c *constraints) rules() []*lint.Rule {
	var rules []*lint.Rule
	var left []unevaluated
	for _, kind := range slices.Sorted(maps.Keys(c.constraints)) {
		t := c.templates[kind]
		if reason := cmp.Or(t.unusable(), t.missing(c.kinds)); reason != "" {
			for _, made := range c.constraints[kind] {
				left = append(left, unevaluated{made, reason})
			}
			continue
		}
		rules = append(rules, c.newRule(t, c.constraints[kind]))
	}
	if len(left) > 0 {
		rules = append(rules, unevaluatedRule(left))
	}
	return rules
}

func (c *constraints) newRule(t *template, using []*constraint) *lint.Rule {
	compiled := sync.OnceValues(t.compile)
	return &lint.Rule{
		Name: t.object.Name, Category: ownPolicy, Severity: strictest(using), Summary: t.summary(),
		Examples: []byte(t.description()),
		Check: func(ctx context.Context, pass *lint.Pass) error {
			checker := &constraintChecker{limits: c.limits, pass: pass, view: viewOf(pass.Snapshot), template: t, compile: compiled}
			for _, name := range sortedKeys(c.expansions) {
				checker.expansions = append(checker.expansions, c.expansions[name])
			}
			ctx, cancel := c.within(ctx)
			defer cancel()
			var faults []error
			for _, made := range using {
				faults = append(faults, checker.check(ctx, made))
			}
			return errors.Join(faults...)
		},
	}
}

// strictest is the severity that the rule is shown with.
func strictest(using []*constraint) lint.Severity {
	severity := lint.Info
	for _, made := range using {
		severity = max(severity, made.severity)
	}
	return severity
}

// constraintChecker evaluates the constraints of one template.
type constraintChecker struct {
	limits
	pass     *lint.Pass
	view     *view
	template *template
	compile  func() (*templateProgram, error)

	expansions []*expansion
}

// check evaluates a constraint for all objects that it matches. Nodes are asked about
// only where the constraint names their kind. A template whose constraints match
// nothing is not compiled.
func (c *constraintChecker) check(ctx context.Context, made *constraint) error {
	if made.fault != nil {
		return made.fault
	}
	for _, object := range c.pass.Set.Objects() {
		own := c.view.subjectOf(object)
		if own == nil {
			continue
		}
		for _, subject := range append([]*subject{own}, c.view.expand(own, c.expansions, 0)...) {
			if err := c.checkOne(ctx, made, object, subject); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *constraintChecker) checkOne(ctx context.Context, made *constraint, object *manifest.Object, subject *subject) error {
	if !made.matches(subject) {
		return nil
	}
	compiled, err := c.compile()
	if err != nil {
		return err
	}
	if err = c.evaluate(ctx, compiled, made, object, subject); err != nil {
		return fmt.Errorf("%w (%s about %s)", err, made, object)
	}
	return nil
}

func (c *constraintChecker) evaluate(
	ctx context.Context, compiled *templateProgram, made *constraint, object *manifest.Object, subject *subject,
) error {
	input, err := c.input(made, subject)
	if err != nil {
		return err
	}
	bound := *compiled.program
	if bound.wants.words["inventory"] {
		bound.store = c.view.inventory()
	}
	e := evaluation{program: &bound, limits: c.limits, body: compiled.violation, at: compiled.at, view: c.view, input: input}
	results, err := e.run(ctx)
	if err != nil {
		return err
	}
	violations, err := conftestResults(results, compiled.at)
	if err != nil {
		return err
	}
	for _, violation := range violations {
		fields, _ := violation.(map[string]any)
		message := strings.TrimSpace(text(fields["msg"]))
		if message == "" {
			return faultAt(compiled.at, "a violation has no msg, but is %s", kindOf(violation))
		}
		c.report(made, object, subject, message)
	}
	return nil
}

// report reports a violation, of what an object makes in the words of Gatekeeper.
func (c *constraintChecker) report(made *constraint, object *manifest.Object, subject *subject, message string) {
	severity := made.severity
	path := namedPath(object.At(subject.at...), message)
	if subject.by != nil {
		message = fmt.Sprintf("[Implied by %s] %s", subject.by.name, message)
		severity = cmp.Or(subject.by.severity, severity)
	}
	c.pass.Report(object.At(path...), message, lint.As(severity),
		lint.See(made.object.At("metadata", "name"), "the constraint "+made.String()))
}

func (c *constraintChecker) input(made *constraint, subject *subject) (*ast.Term, error) {
	review, err := subject.review()
	if err != nil {
		return nil, err
	}
	if made.input == nil {
		if made.input, err = termOf(c.template.withDefaults(made.parameters)); err != nil {
			return nil, err
		}
	}
	return ast.ObjectTerm(ast.Item(ast.StringTerm("review"), review), ast.Item(ast.StringTerm("parameters"), made.input)), nil
}

// unevaluated is a constraint that says nothing here.
type unevaluated struct {
	*constraint
	reason string
}

func unevaluatedRule(all []unevaluated) *lint.Rule {
	return &lint.Rule{
		Name: "unevaluated-constraint", Category: ownPolicy, Severity: lint.Info,
		Summary: "A Constraint of Gatekeeper is not evaluated",
		Examples: []byte("What Gatekeeper says of the manifests is known only for templates that hold Rego which needs nothing\n" +
			"but the manifests."),
		Check: func(_ context.Context, pass *lint.Pass) error {
			for _, left := range all {
				pass.Report(left.object.At("kind"), fmt.Sprintf("%s is not evaluated: %s", left, left.reason))
			}
			return nil
		},
	}
}
