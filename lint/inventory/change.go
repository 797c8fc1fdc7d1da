package inventory

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"
)

// Change is something that is done to nodes, as kubectl would do it.
type Change struct {
	text  string // as the user wrote it
	nodes func(*Node) bool
	apply func(*Node) error
	drop  bool
}

// Taint reads the arguments of kubectl taint nodes: "NODE key=value:Effect", with a
// minus behind it to remove the taint. NODE is a name, a glob, or "-l SELECTOR".
func Taint(text string) (Change, error) {
	return parse("taint", text, func(spec string) (func(*Node) error, error) {
		if removed, ok := strings.CutSuffix(spec, "-"); ok {
			return untaint(removed)
		}
		taint, err := parseTaint(spec)
		if err != nil {
			return nil, err
		}
		return func(n *Node) error {
			n.Spec.Taints = slices.DeleteFunc(n.Spec.Taints, func(old corev1.Taint) bool { return old.MatchTaint(&taint) })
			n.Spec.Taints = append(n.Spec.Taints, taint)
			return nil
		}, nil
	})
}

// Label reads the arguments of kubectl label nodes: "NODE key=value", or "NODE
// key-" to remove the label.
func Label(text string) (Change, error) {
	return parse("label", text, func(spec string) (func(*Node) error, error) {
		if key, ok := strings.CutSuffix(spec, "-"); ok {
			return unlabel(key)
		}
		key, value, found := strings.Cut(spec, "=")
		if !found {
			return nil, fmt.Errorf("%q is not key=value or key-", spec)
		}
		if err := valid(key, value); err != nil {
			return nil, err
		}
		return func(n *Node) error {
			if n.Labels == nil {
				n.Labels = map[string]string{}
			}
			n.Labels[key] = value
			return nil
		}, nil
	})
}

func unlabel(key string) (func(*Node) error, error) {
	return func(n *Node) error {
		if _, ok := n.Labels[key]; !ok {
			return fmt.Errorf("label %q is not on Node %s", key, n.Name)
		}
		delete(n.Labels, key)
		return nil
	}, nil
}

// Cordon marks nodes unschedulable as kubectl cordon does, with the taint that the
// node lifecycle controller adds.
func Cordon(text string) (Change, error) {
	nodes, rest, err := parseNodes(text)
	if err != nil || len(rest) > 0 {
		return Change{}, fmt.Errorf("cordon %q: %w", text, errors.Join(err, tooMany(rest)))
	}
	return Change{text: "cordon " + text, nodes: nodes, apply: func(n *Node) error {
		n.Spec.Unschedulable = true
		taint := corev1.Taint{Key: corev1.TaintNodeUnschedulable, Effect: corev1.TaintEffectNoSchedule}
		if !slices.ContainsFunc(n.Spec.Taints, func(old corev1.Taint) bool { return old.MatchTaint(&taint) }) {
			n.Spec.Taints = append(n.Spec.Taints, taint)
		}
		return nil
	}}, nil
}

// Without takes nodes away.
func Without(text string) (Change, error) {
	nodes, rest, err := parseNodes(text)
	if err != nil || len(rest) > 0 {
		return Change{}, fmt.Errorf("without node %q: %w", text, errors.Join(err, tooMany(rest)))
	}
	return Change{text: "without node " + text, nodes: nodes, drop: true}, nil
}

func tooMany(rest []string) error {
	if len(rest) == 0 {
		return nil
	}
	return fmt.Errorf("%q is one too many", rest[0])
}

// parse reads "NODE SPEC...".
func parse(verb, text string, one func(string) (func(*Node) error, error)) (Change, error) {
	nodes, specs, err := parseNodes(text)
	if err == nil && len(specs) == 0 {
		err = errors.New("nothing is said about the node")
	}
	var steps []func(*Node) error
	for _, spec := range specs {
		step, fault := one(spec)
		steps, err = append(steps, step), errors.Join(err, fault)
	}
	if err != nil {
		return Change{}, fmt.Errorf("%s %q: %w", verb, text, err)
	}
	return Change{text: verb + " " + text, nodes: nodes, apply: func(n *Node) error {
		var faults []error
		for _, step := range steps {
			faults = append(faults, step(n))
		}
		return errors.Join(faults...)
	}}, nil
}

// parseNodes reads which nodes are meant.
func parseNodes(text string) (func(*Node) bool, []string, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil, nil, errors.New("no node is named")
	}
	if words[0] != "-l" {
		if _, err := path.Match(words[0], ""); err != nil {
			return nil, nil, fmt.Errorf("glob %q: %w", words[0], err)
		}
		return func(n *Node) bool {
			ok, err := path.Match(words[0], n.Name)
			return ok && err == nil
		}, words[1:], nil
	}
	if len(words) == 1 {
		return nil, nil, errors.New("-l is followed by no selector")
	}
	selector, err := labels.Parse(words[1])
	if err != nil {
		return nil, nil, fmt.Errorf("selector %q: %w", words[1], err)
	}
	return func(n *Node) bool { return selector.Matches(labels.Set(n.Labels)) }, words[2:], nil
}

// parseTaint reads key=value:Effect or key:Effect.
func parseTaint(spec string) (corev1.Taint, error) {
	pair, effect, found := strings.Cut(spec, ":")
	if !found {
		return corev1.Taint{}, fmt.Errorf("%q is not key=value:Effect", spec)
	}
	key, value, _ := strings.Cut(pair, "=")
	taint := corev1.Taint{Key: key, Value: value, Effect: corev1.TaintEffect(effect)}
	switch taint.Effect {
	case corev1.TaintEffectNoSchedule, corev1.TaintEffectPreferNoSchedule, corev1.TaintEffectNoExecute:
		return taint, valid(key, value)
	}
	return taint, fmt.Errorf("effect %q is not NoSchedule, PreferNoSchedule or NoExecute", effect)
}

func valid(key, value string) error {
	faults := append(validation.IsQualifiedName(key), validation.IsValidLabelValue(value)...)
	if len(faults) == 0 {
		return nil
	}
	return fmt.Errorf("%s=%s: %s", key, value, strings.Join(faults, "; "))
}

// untaint removes the taints of a key and, if one is named, an effect.
func untaint(spec string) (func(*Node) error, error) {
	pair, effect, _ := strings.Cut(spec, ":")
	key, _, _ := strings.Cut(pair, "=")
	return func(n *Node) error {
		left := slices.DeleteFunc(slices.Clone(n.Spec.Taints), func(taint corev1.Taint) bool {
			return taint.Key == key && (effect == "" || string(taint.Effect) == effect)
		})
		if len(left) == len(n.Spec.Taints) {
			return fmt.Errorf("taint %q is not on Node %s", spec, n.Name)
		}
		n.Spec.Taints = left
		return nil
	}, nil
}

// Apply returns the nodes after the changes, one after another, and for each change
// whether it means one of them. The nodes that are given stay as they are. A change that
// contradicts what a node is like is an error that names it.
func Apply(nodes []*Node, changes []Change) (after []*Node, met []bool, err error) {
	changed := make([]*Node, len(nodes))
	for i, node := range nodes {
		changed[i] = node.copy()
	}
	var faults []error
	met = make([]bool, len(changes))
	for i, change := range changes {
		changed = slices.DeleteFunc(changed, func(node *Node) bool {
			if !change.nodes(node) {
				return false
			}
			met[i] = true
			if change.apply != nil {
				if err := change.apply(node); err != nil {
					faults = append(faults, fmt.Errorf("%s: %w", change.text, err))
				}
			}
			return change.drop
		})
	}
	return changed, met, errors.Join(faults...)
}

// Unmet is the error about the changes that mean no node, nil where each means one.
func Unmet(changes []Change, met []bool) error {
	var faults []error
	for i, change := range changes {
		if !met[i] {
			faults = append(faults, fmt.Errorf("%s: there is no such Node", change.text))
		}
	}
	return errors.Join(faults...)
}

func (n *Node) copy() *Node {
	clone := *n
	clone.Node = n.DeepCopy()
	return &clone
}
