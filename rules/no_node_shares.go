package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/placement"
)

// share is one reason with the nodes that it keeps a workload off.
type share struct {
	placement.Refusal
	groups []int
	count  int // of nodes
}

// shares divides nodes among the reasons, the most frequent first: each node goes to
// that of its reasons which most of the nodes have.
func (f *fleet) shares(w *placement.Workload, groups []int) []*share {
	all := map[string]*share{}
	verdicts := f.matrix.Of(w)
	for _, g := range groups {
		for _, refusal := range verdicts[g].Refusals {
			key := reasonKey(&refusal)
			if all[key] == nil {
				all[key] = &share{Refusal: refusal}
			}
			all[key].count += len(verdicts[g].Nodes)
		}
	}
	var chosen []*share
	for _, g := range groups {
		main := all[reasonKey(&verdicts[g].Refusals[0])]
		for _, refusal := range verdicts[g].Refusals[1:] {
			if other := all[reasonKey(&refusal)]; other.count > main.count {
				main = other
			}
		}
		if main.groups == nil {
			chosen = append(chosen, main)
		}
		main.groups = append(main.groups, g)
	}
	slices.SortStableFunc(chosen, func(a, b *share) int { return b.count - a.count })
	return chosen
}

func (f *fleet) allGroups() []int {
	all := make([]int, len(f.groups))
	for g := range all {
		all[g] = g
	}
	return all
}

// reasonKey is equal for refusals by the same constraint.
func reasonKey(r *placement.Refusal) string {
	if r.Gate == placement.GateTaint {
		return r.Taint.ToString()
	}
	return r.By.Path.String()
}

// explainShares says why each node is out: as one sentence where the reason is one.
// Of a workload that matches nodes by name and labels only those are spoken of.
func explainShares(f *fleet, w *placement.Workload, shares []*share, open bool) string {
	if len(shares) == 1 && len(f.gather(shares[0].groups)) == len(f.nodes) {
		switch only := shares[0]; only.Gate {
		case placement.GateTaint:
			return fmt.Sprintf("taint %s of every node is not tolerated", only.Taint.ToString())
		case placement.GateUnschedulable:
			return "every node is cordoned"
		default:
			return "no node " + wanted(w, &only.Refusal)
		}
	}
	const shown = 3
	var parts []string
	for i, s := range shares[:min(len(shares), shown)] {
		parts = append(parts, explainShare(f, w, s, open && i == 0))
	}
	if rest := len(shares) - shown; rest > 0 {
		parts = append(parts, fmt.Sprintf("and %d more reasons", rest))
	}
	text := strings.Join(parts, ", ")
	if open {
		return "it matches " + text
	}
	return text
}

func explainShare(f *fleet, w *placement.Workload, s *share, noun bool) string {
	nodes := f.gather(s.groups)
	who := fmt.Sprint(len(nodes))
	if noun {
		who = countNodes(len(nodes))
	}
	if len(nodes) <= 3 {
		who += " (" + strings.Join(namesOf(nodes), ", ") + ")"
	}
	switch s.Gate {
	case placement.GateTaint:
		return who + " with taint " + s.Taint.ToString() + ", which is not tolerated"
	case placement.GateUnschedulable:
		return who + " cordoned"
	default:
		return who + " " + lacking(w, &s.Refusal)
	}
}
