package placement

import (
	"cmp"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
)

// state is a group of nodes that look alike and, on each of them, the same pods.
type state struct {
	sim      *simulation
	number   int // of the group
	nodes    []*inventory.Node
	labelled *corev1.Node // has the labels of the nodes and no name
	taints   string       // equal for equal lists of taints
	capacity capacity
	used     []int64
	pods     []*placed
	waiting  []*waiting
	lifted   []*placed // see lift
}

// placed is a pod that is bound.
type placed struct {
	p   *prepared
	seq int // the order in which pods were bound
}

// waiting is a pod that is not bound, with what spoke against it when it was last
// tried.
type waiting struct {
	p        *prepared
	seq      int
	refusals []Refusal
	// deaf tells that evicting has not helped and will not: the victims are back before
	// the scheduler tries the pod again.
	deaf bool
}

// node stands for all nodes of the group.
func (s *state) node() *inventory.Node { return s.nodes[0] }

func (s *state) place(p *prepared, seq int) {
	s.pods = append(s.pods, &placed{p, seq})
	for _, asked := range p.requests {
		s.used[asked.id] += asked.value
	}
	s.sim.changed = true
}

func (s *state) remove(pod *placed) {
	s.pods = slices.DeleteFunc(s.pods, func(other *placed) bool { return other == pod })
	for _, asked := range pod.p.requests {
		s.used[asked.id] -= asked.value
	}
}

// arrive queues a new pod, and settles who is bound.
func (s *state) arrive(p *prepared) {
	pod := &waiting{p: p, seq: s.sim.next()}
	s.waiting = append(s.waiting, pod)
	if s.try(pod) {
		s.retry()
	}
}

// retry goes on until no waiting pod can be bound: an eviction lets the others try
// again, the most important first, then the longest waiting.
func (s *state) retry() {
	for progress := true; progress; {
		progress = false
		s.queue()
		for _, pod := range slices.Clone(s.waiting) {
			count := len(s.waiting)
			evicted := s.try(pod)
			if evicted || len(s.waiting) < count {
				progress = true
				break
			}
		}
	}
}

// try binds a waiting pod if it fits, or if evicting less important pods makes
// room. It reports whether pods were evicted.
func (s *state) try(pod *waiting) bool {
	if pod.p.hold != nil {
		pod.refusals = []Refusal{*pod.p.hold}
		return false
	}
	pod.refusals = s.refusals(pod.p)
	if len(pod.refusals) == 0 {
		s.bind(pod)
		return false
	}
	if pod.deaf {
		return false
	}
	victims := s.victims(pod.p, pod.refusals)
	if len(victims) == 0 {
		return false
	}
	s.preempt(pod, victims)
	return true
}

// preempt binds a pod in the room of others.
func (s *state) preempt(pod *waiting, victims []*placed) {
	late := unheard(pod.p, pod.refusals, victims)
	for _, victim := range victims {
		s.remove(victim)
	}
	s.letPass(pod.p.priority)
	if late {
		victims = s.comeBack(victims, pod.p)
	}
	if pod.refusals = s.refusals(pod.p); len(pod.refusals) == 0 {
		s.bind(pod)
	}
	pod.deaf = late
	for _, victim := range victims {
		s.remake(victim.p)
	}
}

// letPass binds the waiting pods that are more important than one that has just
// made room: they are ahead of it in the queue, and the room is kept only from
// pods that are not (k8s.io/kubernetes/pkg/scheduler/framework/runtime,
// addGENominatedPods).
func (s *state) letPass(priority int32) {
	s.queue()
	for _, other := range slices.Clone(s.waiting) {
		if other.p.priority <= priority {
			return
		}
		if other.p.hold == nil && len(s.refusals(other.p)) == 0 {
			s.bind(other)
		}
	}
}

// queue puts the waiting pods in the order in which they are tried
// (k8s.io/kubernetes/pkg/scheduler/framework/plugins/queuesort, Less).
func (s *state) queue() {
	slices.SortStableFunc(s.waiting, func(a, b *waiting) int {
		return cmp.Or(cmp.Compare(b.p.priority, a.p.priority), cmp.Compare(a.seq, b.seq))
	})
}

// remake makes an evicted pod again, as its controller does. One that names its node
// is back at once, whether it fits or not.
func (s *state) remake(p *prepared) {
	if p.runs {
		return // its controller makes another one, on any node
	}
	if p.bound() {
		s.place(p, s.sim.next())
		return
	}
	s.waiting = append(s.waiting, &waiting{p: p, seq: s.sim.next()})
}

func (s *state) bind(pod *waiting) {
	s.waiting = slices.DeleteFunc(s.waiting, func(other *waiting) bool { return other == pod })
	s.place(pod.p, s.sim.next())
}

// refusals returns all that speaks against the pod on this node, in the order of
// the scheduler's plugins.
func (s *state) refusals(p *prepared) []Refusal {
	refusals := p.selectorRefusals(s.node())
	refusals = append(refusals, portRefusals(p, s.pods)...)
	for _, short := range s.capacity.shortages(p.requests, len(s.pods), s.used) {
		short.running, short.foreign = s.takenByRunning(short.name)
		refusals = append(refusals, short.refusal(p, s.holders(short)))
	}
	refusals = append(refusals, s.sim.spreadRefusals(p, s.node())...)
	return append(refusals, s.sim.affinityRefusals(p, s.node())...)
}

// takenByRunning returns how much of a resource the pods take that run already, and
// whether there are any.
func (s *state) takenByRunning(name corev1.ResourceName) (taken int64, some bool) {
	for _, pod := range s.pods {
		if !pod.p.runs {
			continue
		}
		some = true
		if name == corev1.ResourcePods {
			taken++
		}
		for _, asked := range pod.p.requests {
			if asked.name == name {
				taken += asked.value
			}
		}
	}
	return taken, some
}

func (s *state) holders(short shortage) []*Workload {
	var holders []*Workload
	for _, pod := range s.pods {
		for _, asked := range pod.p.requests {
			if asked.name == short.name {
				holders = append(holders, pod.p.w)
			}
		}
	}
	return holders
}

// victims chooses whom to evict so that the pod fits: all less important pods go,
// and come back from the most important on as long as the pod still fits
// (k8s.io/kubernetes/pkg/scheduler/framework/plugins/defaultpreemption,
// SelectVictimsOnNode). It returns none where evicting does not help.
func (s *state) victims(p *prepared, refusals []Refusal) []*placed {
	if !p.preempts || slices.ContainsFunc(refusals, Refusal.unresolvable) {
		return nil
	}
	var candidates []*placed
	for _, pod := range s.pods {
		if pod.p.priority < p.priority {
			candidates = append(candidates, pod)
		}
	}
	if len(candidates) == 0 {
		return nil
	}
	slices.SortStableFunc(candidates, func(a, b *placed) int {
		return cmp.Or(cmp.Compare(b.p.priority, a.p.priority), cmp.Compare(a.seq, b.seq))
	})
	return s.spare(p, candidates)
}

// spare removes the candidates for a trial and returns those that must go. The
// state is left as it was.
func (s *state) spare(p *prepared, candidates []*placed) []*placed {
	pods, used := slices.Clone(s.pods), slices.Clone(s.used)
	defer func() { s.pods, s.used = pods, used }()
	for _, candidate := range candidates {
		s.remove(candidate)
	}
	if len(s.refusals(p)) > 0 {
		return nil
	}
	var victims []*placed
	for _, candidate := range candidates {
		s.place(candidate.p, candidate.seq)
		if len(s.refusals(p)) > 0 {
			s.remove(s.pods[len(s.pods)-1])
			victims = append(victims, candidate)
		}
	}
	return victims
}

// unresolvable reports whether no eviction can help.
func (r Refusal) unresolvable() bool {
	return r.Gate == GateNodeSelector || r.Kubernetes == spreadLabelMissing || r.Kubernetes == affinityUnmatched
}
