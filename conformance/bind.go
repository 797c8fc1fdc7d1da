package main

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/scheduler/framework"
)

// bind writes the decision of the scheduler, as the API server would.
func (s *scheduler) bind(pod *daemonPod, node string) error {
	pod.pod = pod.pod.DeepCopy()
	pod.pod.Spec.NodeName = node
	s.c.serial++
	pod.pod.Status.StartTime = &metav1.Time{Time: time.Unix(int64(s.c.serial), 0)} // as the kubelet would, in order
	if err := s.c.informers.Core().V1().Pods().Informer().GetStore().Update(pod.pod); err != nil {
		return err
	}
	return s.bound(pod)
}

// bound is told of every pod that has its node.
func (s *scheduler) bound(pod *daemonPod) error {
	pod.answer.Scheduled, pod.answer.Reasons = true, nil
	if err := s.Cache.AddPod(klog.Background(), pod.pod); err != nil {
		return err
	}
	if s.unheard = append(s.unheard, pod.pod); !s.c.order.late {
		s.hear()
	}
	return nil
}

// hear lets the queue know of the pods that were bound.
func (s *scheduler) hear() {
	event := framework.EventAssignedPodAdd
	for _, pod := range s.unheard {
		s.SchedulingQueue.MoveAllToActiveOrBackoffQueue(klog.Background(), event, nil, pod, nil)
	}
	s.unheard = nil
}
