package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/lock"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed broken_lock.txtar
var brokenLockExamples []byte

var brokenLock = &lint.Rule{
	Name:     "broken-lock",
	Category: lint.Placement,
	Severity: lint.Error,
	Summary:  "A DaemonSet runs elsewhere than the lock file says",
	Examples: brokenLockExamples,
	Check:    checkBrokenLock,
}

// writeLock is what is to be done about a lock that is not meant to hold any more.
const writeLock = "Change the manifests, or write the lock anew with dslint place --write-lock"

func checkBrokenLock(_ context.Context, pass *lint.Pass) error {
	held := pass.Lock
	if held == nil {
		return nil
	}
	seen := map[string]bool{}
	for _, w := range pass.DaemonSets() {
		key := lock.Key(w)
		seen[key] = true
		entry := held.DaemonSets[key]
		if unnamed(w.Object) {
			continue
		}
		if entry == nil {
			pass.Report(w.Object.At("metadata", "name"), fmt.Sprintf("%s is not in the lock", w), lint.Suggest(writeLock))
			continue
		}
		holdToLock(pass, w, entry)
	}
	for _, at := range held.Gone {
		pass.ReportAt(nil, at.KeySpan(), fmt.Sprintf("the cluster %v is in the lock and not among the clusters", at.Path[len(at.Path)-1]),
			lint.Suggest(writeLock))
	}
	open := slices.ContainsFunc(pass.DaemonSets(), func(w *placement.Workload) bool { return unnamed(w.Object) })
	for _, key := range slices.Sorted(maps.Keys(held.DaemonSets)) {
		if !seen[key] && !open {
			at := held.At(key)
			pass.ReportAt(nil, at.KeySpan(), fmt.Sprintf("DaemonSet %s is in the lock and not among the manifests", key),
				lint.Suggest(writeLock))
		}
	}
	return nil
}

func holdToLock(pass *lint.Pass, w *placement.Workload, entry *lock.Entry) {
	if undecodable(w) && len(w.Errors()) == 0 { // for want of a value
		return
	}
	if invalid := len(pass.Snapshot.Placement().Errors(w)) > 0; invalid != entry.Invalid {
		text := "the API server refuses %s, where the lock has it taken"
		if entry.Invalid {
			text = "the API server takes %s, where the lock has it refused"
		}
		pass.Report(w.Object.At("metadata", "name"), fmt.Sprintf(text, w), lint.Suggest(writeLock))
		return
	}
	var moves []*lockMove
	locked := entry.Outcomes()
	for _, verdict := range pass.Snapshot.Placement().Of(w) {
		for _, node := range verdict.Nodes {
			was := locked[node.Name] // Excluded where it names none
			delete(locked, node.Name)
			if was != verdict.Outcome {
				moves = move(moves, w, was, verdict, node.Name)
			}
		}
	}
	for _, m := range moves {
		pass.Report(m.at, m.message(w, len(pass.Nodes())), lint.OnNodes(m.nodes...), lint.Suggest(writeLock))
	}
	if gone := slices.Sorted(maps.Keys(locked)); len(gone) > 0 {
		pass.Report(w.Object.At("metadata", "name"), fmt.Sprintf("the lock has %s on %s, which the inventory does not hold",
			w, firstThree(gone)), lint.OnNodes(gone...), lint.Suggest(writeLock))
	}
}

// lockMove are nodes on which the outcome differs from the lock in the same way.
type lockMove struct {
	was, is placement.Outcome
	reason  string
	at      manifest.Ref
	nodes   []string
}

func move(moves []*lockMove, w *placement.Workload, was placement.Outcome, verdict *placement.Verdict, node string) []*lockMove {
	m := &lockMove{was: was, is: verdict.Outcome, at: w.At("spec"), nodes: []string{node}}
	if len(verdict.Refusals) > 0 {
		m.reason, m.at = verdict.Refusals[0].Reason, verdict.Refusals[0].By
	}
	for _, known := range moves {
		if known.was == m.was && known.is == m.is && known.reason == m.reason {
			known.nodes = append(known.nodes, node)
			return moves
		}
	}
	return append(moves, m)
}

func (m *lockMove) message(w *placement.Workload, nodes int) string {
	text := fmt.Sprintf("%s is %s on %s, and %s in the lock", w, m.is, someOf(m.nodes, nodes), m.was)
	if m.is == placement.Excluded {
		text = fmt.Sprintf("%s is excluded from %s, and %s in the lock", w, someOf(m.nodes, nodes), m.was)
	}
	if m.reason != "" {
		text += ": " + m.reason
	}
	return text
}
