package validation_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/validation"
)

// podOf makes the pod of a DaemonSet, and names the template that it comes from.
func podOf(t *testing.T, spec string) (*corev1.Pod, manifest.Ref) {
	t.Helper()
	object := daemonSet(t, spec)
	if errs := validation.Validate(object); len(errs) > 0 {
		t.Fatalf("the DaemonSet has errors %v", texts(errs))
	}
	daemon, ok := manifest.As[appsv1.DaemonSet](object)
	if !ok {
		t.Fatalf("%s is a %T", object, object.Typed())
	}
	template := daemon.Spec.Template.DeepCopy()
	return &corev1.Pod{ObjectMeta: template.ObjectMeta, Spec: template.Spec}, object.At("spec", "template")
}

func answers(errs []validation.Error) [][2]string {
	list := [][2]string{}
	for _, err := range errs {
		list = append(list, [2]string{err.String(), err.At.Path.String()})
	}
	return list
}

// TestPodOfDaemonSet is for pods that are invalid though their DaemonSet is not.
func TestPodOfDaemonSet(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, spec string
		admit      func(*corev1.Pod)
		want       [][2]string
	}{
		{"valid", "hostNetwork: true\nterminationGracePeriodSeconds: -5", nil, [][2]string{}},
		{
			"a default limit below the request",
			"containers: [{name: a, image: a, resources: {requests: {cpu: 2}}}]",
			func(pod *corev1.Pod) {
				pod.Spec.Containers[0].Resources.Limits = corev1.ResourceList{"cpu": resource.MustParse("1")}
			},
			[][2]string{{
				`spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1`,
				"spec.template.spec.containers[0].resources.requests.cpu",
			}},
		},
		{
			"one port twice on the network of the host",
			"hostNetwork: true\ncontainers: [{name: a, image: a, ports: [{containerPort: 80, name: a}, {containerPort: 80, name: b}]}]",
			nil,
			[][2]string{{
				`spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"`,
				"spec.template.spec.containers[0].ports[1].hostPort",
			}},
		},
		{
			"gates of a pod that has its node", "nodeName: node-1\nschedulingGates: [{name: a}]", nil,
			[][2]string{{
				"spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared",
				"spec.template.spec.nodeName",
			}},
		},
		{
			"an image with a blank", "containers: [{name: a, image: ' a'}]", nil,
			[][2]string{{
				`spec.containers[0].image: Invalid value: " a": must not have leading or trailing whitespace`,
				"spec.template.spec.containers[0].image",
			}},
		},
		{
			"a label key that the selector has",
			"topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule, " +
				"matchLabelKeys: [app], labelSelector: {matchLabels: {app: agent}}}]",
			nil,
			[][2]string{{
				`spec.topologySpreadConstraints[0][0]: Invalid value: "app": exists in both matchLabelKeys and labelSelector`,
				"spec.template.spec.topologySpreadConstraints[0].matchLabelKeys[0]",
			}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pod, template := podOf(t, test.spec)
			validation.DefaultPod(pod)
			if test.admit != nil {
				test.admit(pod)
			}
			validation.PreparePod(pod)
			if diff := cmp.Diff(test.want, answers(validation.ValidatePod(pod, template))); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

// TestPodLevelResources completes what a pod has as a whole.
func TestPodLevelResources(t *testing.T) {
	t.Parallel()
	const containers = "containers: [{name: a, image: a, resources: {requests: {cpu: 100m}, " +
		"limits: {cpu: 200m, memory: 1Gi, hugepages-2Mi: 2Mi}}}]\n"
	for _, test := range []struct {
		name, resources  string
		requests, limits map[string]string
	}{
		{"none", "{}", nil, nil},
		{
			"a request", "{requests: {cpu: 1}}",
			map[string]string{"cpu": "1", "memory": "1Gi", "hugepages-2Mi": "2Mi"},
			map[string]string{"cpu": "1", "memory": "1Gi", "hugepages-2Mi": "2Mi"},
		},
		{
			"a limit", "{limits: {memory: 2Gi}}",
			map[string]string{"cpu": "100m", "memory": "1Gi", "hugepages-2Mi": "2Mi"},
			map[string]string{"cpu": "200m", "memory": "2Gi", "hugepages-2Mi": "2Mi"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pod, template := podOf(t, containers+"resources: "+test.resources)
			validation.DefaultPod(pod)
			validation.PreparePod(pod)
			if errs := validation.ValidatePod(pod, template); len(errs) > 0 {
				t.Fatalf("errors %v", texts(errs))
			}
			got := [2]map[string]string{written(pod.Spec.Resources.Requests), written(pod.Spec.Resources.Limits)}
			if diff := cmp.Diff([2]map[string]string{test.requests, test.limits}, got); diff != "" {
				t.Errorf("requests and limits (-want +got):\n%s", diff)
			}
		})
	}
}

func written(list corev1.ResourceList) map[string]string {
	var texts map[string]string
	for name, quantity := range list {
		if texts == nil {
			texts = map[string]string{}
		}
		texts[string(name)] = quantity.String()
	}
	return texts
}
