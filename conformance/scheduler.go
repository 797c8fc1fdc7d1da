package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/tools/events"
	"k8s.io/klog/v2"
	fwk "k8s.io/kube-scheduler/framework"
	"k8s.io/kubernetes/pkg/features"
	upstream "k8s.io/kubernetes/pkg/scheduler"
	"k8s.io/kubernetes/pkg/scheduler/backend/cache"
	"k8s.io/kubernetes/pkg/scheduler/framework"
)

// scheduler is the default scheduler with its own queue, cache, plugins and
// preemption. Only the informers are replaced: their events come by hand, so that
// a run ends, and ends the same each time.
type scheduler struct {
	*upstream.Scheduler

	c         *cluster
	snapshot  *cache.Snapshot
	pods      map[string]*daemonPod // by name
	evicted   []*daemonPod
	evictions int
	back      []*daemonPod  // evicted pods that name their node
	unheard   []*corev1.Pod // bound, and the queue does not know it yet
}

// daemonPod is a pod of a DaemonSet and where its answer goes.
type daemonPod struct {
	pod    *corev1.Pod
	set    *appsv1.DaemonSet
	node   string
	answer *nodeAnswer
}

func newScheduler(c *cluster) (*scheduler, error) {
	s := &scheduler{c: c, snapshot: cache.NewEmptySnapshot(), pods: map[string]*daemonPod{}}
	c.client.PrependReactor("*", "pods", s.react)
	recorder := func(string) events.EventRecorderLogger { return &events.FakeRecorder{} }
	// Evictions are to be done when the cycle ends, not some time later.
	err := utilfeature.DefaultMutableFeatureGate.SetFromMap(map[string]bool{string(features.SchedulerAsyncPreemption): false})
	if err != nil {
		return nil, err
	}
	s.Scheduler, err = upstream.New(c.ctx, c.client, c.informers, nil, recorder,
		upstream.WithNodeInfoSnapshot(s.snapshot), upstream.WithParallelism(1),
		upstream.WithPodInitialBackoffSeconds(0), upstream.WithPodMaxBackoffSeconds(0))
	if err != nil {
		return nil, fmt.Errorf("start the scheduler: %w", err)
	}
	return s, nil
}

func (s *scheduler) addNode(node *corev1.Node) { s.Cache.AddNode(klog.Background(), node) }

// addPod is told of every pod that is created.
func (s *scheduler) addPod(pod *daemonPod) error {
	s.pods[pod.pod.Name] = pod
	if err := s.c.informers.Core().V1().Pods().Informer().GetStore().Add(pod.pod); err != nil {
		return err
	}
	if pod.pod.Spec.NodeName != "" {
		return s.bound(pod)
	}
	for _, condition := range pod.pod.Status.Conditions {
		if condition.Reason == corev1.PodReasonSchedulingGated {
			pod.answer.Reasons = []string{condition.Message}
		}
	}
	if s.Profiles[pod.pod.Spec.SchedulerName] == nil {
		if len(pod.answer.Reasons) == 0 {
			// Kubernetes says nothing; these are the words of the scenario folders.
			pod.answer.Reasons = []string{
				fmt.Sprintf("schedulerName %q is not served by the default scheduler", pod.pod.Spec.SchedulerName),
			}
		}
		return nil
	}
	s.SchedulingQueue.Add(s.c.ctx, pod.pod)
	return nil
}

// drain schedules until no pod waits for its turn.
func (s *scheduler) drain() error {
	const enough = 10_000
	for range enough {
		if s.idle() {
			s.hear()
		}
		if s.idle() {
			if len(s.back) == 0 {
				return nil
			}
			if err := s.comeBack(); err != nil {
				return err
			}
			continue
		}
		entity, err := s.NextEntity(klog.Background())
		if err != nil {
			return err
		}
		info, ok := entity.(*framework.QueuedPodInfo)
		if !ok {
			return fmt.Errorf("the queue holds a %T", entity)
		}
		if err := s.schedule(info); err != nil {
			return err
		}
	}
	return errors.New("the scheduler does not come to rest")
}

func (s *scheduler) idle() bool {
	return len(s.SchedulingQueue.PodsInActiveQ())+len(s.SchedulingQueue.PodsInBackoffQ()) == 0
}

// retry lets every waiting pod have another turn, as the queue does after five
// minutes.
func (s *scheduler) retry() error {
	if err := s.drain(); err != nil {
		return err
	}
	waiting := map[string]*corev1.Pod{}
	for _, pod := range s.SchedulingQueue.UnschedulablePods() {
		waiting[pod.Name] = pod
	}
	s.SchedulingQueue.Activate(klog.Background(), waiting)
	return s.drain()
}

// schedule does one scheduling cycle (pkg/scheduler, schedulingCycle), without the
// API server between the decision and the binding.
func (s *scheduler) schedule(info *framework.QueuedPodInfo) error {
	ctx, pod := s.c.ctx, s.pods[info.Pod.Name]
	if err := s.Cache.UpdateSnapshot(klog.Background(), s.snapshot); err != nil {
		return err
	}
	profile, state := s.Profiles[info.Pod.Spec.SchedulerName], framework.NewCycleState()
	result, err := s.SchedulePod(ctx, profile, state, info)
	var unfit *framework.FitError
	switch {
	case err == nil:
		s.SchedulingQueue.DeleteNominatedPodIfExists(info.Pod)
		s.SchedulingQueue.Done(info.Pod.UID)
		if err = s.bind(pod, result.SuggestedHost); err != nil || !s.c.order.prompt {
			return err
		}
		return s.comeBack()
	case !errors.As(err, &unfit):
		return fmt.Errorf("schedule pod %s: %w", info.Pod.Name, err)
	}
	pod.answer.Reasons = reasonsOf(unfit, pod.node)
	pod.answer.attempts = append(pod.answer.attempts, pod.answer.Reasons)
	nominating := &fwk.NominatingInfo{NominatingMode: fwk.ModeOverride}
	found, status := profile.RunPostFilterPlugins(ctx, state, info.Pod, unfit.Diagnosis.NodeToStatus)
	if status.Code() == fwk.Error && unfit.Diagnosis.PreFilterMsg == "" { // which leaves plugins without their state
		return fmt.Errorf("preempt for pod %s: %w", info.Pod.Name, status.AsError())
	}
	if found != nil && found.NominatingInfo != nil {
		nominating = found.NominatingInfo
		pod.pod.Status.NominatedNodeName = nominating.NominatedNodeName
	}
	s.FailureHandler(ctx, profile, info, fwk.NewStatus(fwk.Unschedulable).WithError(unfit), nominating, time.Time{})
	return s.evict()
}

// reasonsOf are the words on the node that the pod is pinned to.
func reasonsOf(unfit *framework.FitError, node string) []string {
	if unfit.Diagnosis.PreFilterMsg != "" {
		return []string{unfit.Diagnosis.PreFilterMsg}
	}
	return slices.Clone(unfit.Diagnosis.NodeToStatus.Get(node).Reasons())
}
