package main

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clienttesting "k8s.io/client-go/testing"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/scheduler/framework"
)

// react takes the calls of the scheduler to the API server: evictions are kept,
// changes of a pod's status are not needed.
func (s *scheduler) react(action clienttesting.Action) (bool, runtime.Object, error) {
	if deletion, ok := action.(clienttesting.DeleteAction); ok && action.GetVerb() == "delete" {
		if victim := s.pods[deletion.GetName()]; victim != nil {
			s.evicted = append(s.evicted, victim)
		}
	}
	return true, &corev1.Pod{}, nil
}

// evict removes the victims, and lets their controllers make their pods again.
func (s *scheduler) evict() error {
	victims := s.evicted
	s.evicted = nil
	s.evictions += len(victims)
	for _, victim := range victims {
		if err := s.Cache.RemovePod(klog.Background(), victim.pod); err != nil {
			return err
		}
		if err := s.c.informers.Core().V1().Pods().Informer().GetStore().Delete(victim.pod); err != nil {
			return err
		}
		delete(s.pods, victim.pod.Name)
		event := framework.EventAssignedPodDelete
		s.SchedulingQueue.MoveAllToActiveOrBackoffQueue(klog.Background(), event, victim.pod, nil, nil)
	}
	if err := s.c.quotas.recount(); err != nil {
		return err
	}
	for _, victim := range victims {
		if victim.set.Spec.Template.Spec.NodeName != "" {
			s.back = append(s.back, victim)
			continue
		}
		if err := s.c.makePod(victim.set, victim.node); err != nil {
			return err
		}
	}
	return nil
}

// comeBack makes the evicted pods again that name their node. The scheduler evicts
// them for as long as they are faster than the pod that they were evicted for; it
// comes to rest once they are slower.
func (s *scheduler) comeBack() error {
	pods := s.back
	s.back = nil
	for _, pod := range pods {
		if err := s.c.makePod(pod.set, pod.node); err != nil {
			return err
		}
	}
	return nil
}
