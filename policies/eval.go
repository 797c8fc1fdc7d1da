package policies

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime/metrics"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"
	printing "github.com/open-policy-agent/opa/v1/topdown/print"

	"github.com/dslint/dslint/lint/manifest"
)

const (
	// DefaultTimeout is what one policy may take for all manifests of a run. An honest
	// one takes milliseconds.
	DefaultTimeout = 10 * time.Second
	// memoryLimit is by how many bytes the heap may grow while a policy runs.
	memoryLimit = 1 << 30
	// heartbeat is how often a policy that runs is looked after.
	heartbeat = 50 * time.Millisecond
	// grace is how long a policy that was stopped may take to notice: functions of OPA
	// are not interrupted.
	grace = 2 * time.Second
)

// limits bound the policies of a run.
type limits struct {
	timeout time.Duration
	memory  uint64 // in bytes, memoryLimit for 0
	print   printing.Hook
	trace   io.Writer // nil: nobody reads
	note    func(string)
}

// noteAbsent notes that a finding of a policy is at a field that is not there.
func (l limits) noteAbsent(policy *ast.Location, at manifest.Ref) {
	if l.note == nil || at.IsZero() || at.Exists() {
		return
	}
	l.note(fmt.Sprintf("%s: %s of %s is not there: the finding stands at %s", place(policy), at.Path, at.Object, at.Span()))
}

// within bounds a context by the time that a policy may take.
func (l limits) within(ctx context.Context) (context.Context, context.CancelFunc) {
	timeout := l.timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	return context.WithTimeoutCause(ctx, timeout, fmt.Errorf("it takes more than %s", timeout))
}

// evaluation is a query that is ready to run.
type evaluation struct {
	*program
	limits
	body  ast.Body
	at    *ast.Location // what the errors name
	view  *view
	input *ast.Term
	cover topdown.QueryTracer // may be nil
}

// run evaluates the query, and stops it when the context ends or it takes too much
// memory. A function of OPA that cannot be stopped is left behind.
func (e *evaluation) run(ctx context.Context) (topdown.QueryResultSet, error) {
	stop := topdown.NewCancel()
	type answer struct {
		results topdown.QueryResultSet
		err     error
	}
	answers := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if fault := recover(); fault != nil {
				a.err = fmt.Errorf("internal error: %v", fault)
			}
			answers <- a
		}()
		a.results, a.err = e.query(ctx, stop)
	}()
	guard := newGuard(cmp.Or(e.memory, memoryLimit))
	defer guard.Stop()
	var stopped error
	var late <-chan time.Time
	for {
		select {
		case a := <-answers:
			if stopped != nil {
				return nil, faultAt(e.at, "stopped: %w", stopped)
			}
			return a.results, explain(a.err)
		case <-guard.C:
			if stopped == nil {
				stopped = guard.check(ctx)
			}
		case <-ctx.Done():
			stopped = context.Cause(ctx)
			ctx = context.WithoutCancel(ctx)
		case <-late:
			e.view.forget() // what it holds on to is not shared any more
			return nil, faultAt(e.at, "stopped: %w", stopped)
		}
		if stopped != nil && late == nil {
			stop.Cancel()
			late = time.After(grace)
		}
	}
}

func (e *evaluation) query(ctx context.Context, stop topdown.Cancel) (topdown.QueryResultSet, error) {
	transaction, err := e.store.NewTransaction(ctx, storage.TransactionParams{})
	if err != nil {
		return nil, err
	}
	defer e.store.Abort(ctx, transaction)
	query := topdown.NewQuery(e.body).WithCompiler(e.compiler).WithInput(e.input).
		WithStore(e.store).WithTransaction(transaction).WithCancel(stop).WithBuiltins(e.view.functions()).
		WithPrintHook(e.print)
	if e.cover != nil {
		query = query.WithQueryTracer(e.cover)
	}
	if e.trace == nil {
		return query.Run(ctx)
	}
	steps := topdown.NewBufferTracer()
	results, err := query.WithQueryTracer(steps).Run(ctx)
	topdown.PrettyTraceWithLocation(e.trace, *steps)
	return results, err
}

// guard looks after the memory. It measures from its first look on: most policies end
// before.
type guard struct {
	*time.Ticker
	limit, start uint64 // in bytes
}

func newGuard(limit uint64) *guard { return &guard{Ticker: time.NewTicker(heartbeat), limit: limit} }

func (g *guard) check(ctx context.Context) error {
	now := heap()
	if g.start == 0 || now < g.start {
		g.start = now // what others freed is no room for the policy
	}
	if now > g.start+g.limit {
		return fmt.Errorf("it takes more than %d MiB of memory", g.limit>>20)
	}
	return ctx.Err()
}

// heap returns the bytes that objects take.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
