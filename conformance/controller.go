package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller"
	"k8s.io/kubernetes/pkg/controller/daemon"
	"k8s.io/kubernetes/pkg/controller/daemon/util"
)

// order is one of the ways in which things may happen: the DaemonSet controller
// takes the nodes as they come out of a map, and it, the scheduler and the events
// between them race. It matters where pods look at pods of other nodes, and where an
// eviction leaves room for several.
type order struct {
	shuffle uint64 // what the nodes are shuffled by, 0 for the order of the files
	eager   bool   // the scheduler is faster than the controller
	late    bool   // the scheduler learns of a binding when it has nothing else to do
	prompt  bool   // a pod that names its node is back before others use its room
	patient bool   // five minutes pass between two DaemonSets: all get another turn
}

// orders are the other ways, as few as the differences need that are up to chance.
func orders() []order {
	all := []order{{eager: true}, {late: true}, {prompt: true}, {patient: true}}
	for shuffle := range uint64(3) {
		all = append(all, order{shuffle: shuffle + 1}, order{shuffle: shuffle + 1, eager: true})
	}
	return all
}

// chances are what is out of the ordinary.
func (o order) chances() []string {
	var list []string
	for _, chance := range []struct {
		taken bool
		text  string
	}{
		{o.shuffle != 0, "the controller takes the nodes in another order"},
		{o.eager, "the scheduler is faster than the controller"},
		{o.late, "the scheduler learns late of its bindings"},
		{o.prompt, "pods that name their node are back at once"},
		{o.patient, "five minutes pass between two DaemonSets"},
	} {
		if chance.taken {
			list = append(list, chance.text)
		}
	}
	return list
}

// String says what is out of the ordinary.
func (o order) String() string { return strings.Join(o.chances(), " and ") }

// runDaemonSet makes the pods of a DaemonSet, and lets the scheduler bind them.
func (c *cluster) runDaemonSet(set *appsv1.DaemonSet) error {
	answers := map[string]*nodeAnswer{}
	c.answers[types.NamespacedName{Namespace: set.Namespace, Name: set.Name}] = answers
	nodes := slices.Clone(c.nodes)
	if c.order.shuffle != 0 {
		seeded(c.order.shuffle, len(c.daemons)).Shuffle(len(nodes), func(i, j int) {
			nodes[i], nodes[j] = nodes[j], nodes[i]
		})
	}
	for _, node := range nodes {
		run, stay := daemon.NodeShouldRunDaemonPod(klog.Background(), node, set.DeepCopy())
		answers[node.Name] = &nodeAnswer{Node: node.Name, ShouldRun: run, ShouldContinueRunning: stay}
		if !run {
			continue
		}
		if err := c.makePod(set, node.Name); err != nil {
			return fmt.Errorf("DaemonSet %s on %s: %w", set.Name, node.Name, err)
		}
		if c.order.eager {
			if err := c.scheduler.drain(); err != nil {
				return err
			}
		}
	}
	if c.order.patient {
		return c.scheduler.retry()
	}
	return c.scheduler.drain()
}

// makePod does for one node what the DaemonSet controller does in syncNodes.
func (c *cluster) makePod(set *appsv1.DaemonSet, node string) error {
	answer := c.answers[types.NamespacedName{Namespace: set.Namespace, Name: set.Name}][node]
	*answer = nodeAnswer{Node: node, ShouldRun: true, ShouldContinueRunning: true}
	c.serial++
	pod, err := podOf(set, node)
	if err != nil {
		return err
	}
	pod.Name = fmt.Sprintf("%s-%d", set.Name, c.serial)
	stored, err := c.post(pod)
	var reason refusal
	switch {
	case errors.As(err, &reason):
		answer.Reasons = []string{strings.ReplaceAll(reason.Error(), pod.Name, "POD")}
		return nil
	case err != nil:
		return err
	}
	created, ok := stored.(*corev1.Pod)
	if !ok {
		return fmt.Errorf("a pod is stored as a %T", stored)
	}
	answer.PodCreated = true
	return c.scheduler.addPod(&daemonPod{pod: created, set: set, node: node, answer: answer})
}

func podOf(set *appsv1.DaemonSet, node string) (*corev1.Pod, error) {
	generation, err := util.GetTemplateGeneration(set)
	if err != nil {
		generation = nil // as the controller does
	}
	hash := controller.ComputeHash(&set.Spec.Template, set.Status.CollisionCount)
	template := util.CreatePodTemplate(set.Spec.Template, generation, hash)
	template.Spec.Affinity = util.ReplaceDaemonSetPodNodeNameNodeAffinity(template.Spec.Affinity, node)
	owner := metav1.NewControllerRef(set, appsv1.SchemeGroupVersion.WithKind("DaemonSet"))
	pod, err := controller.GetPodFromTemplate(&template, set, owner)
	if err != nil {
		return nil, err
	}
	pod.Namespace, pod.GenerateName = set.Namespace, ""
	return pod, nil
}
