package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/initializer"
	"k8s.io/apiserver/pkg/util/compatibility"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/plugin/pkg/admission/defaulttolerationseconds"
	"k8s.io/kubernetes/plugin/pkg/admission/limitranger"
	"k8s.io/kubernetes/plugin/pkg/admission/priority"
	"k8s.io/kubernetes/plugin/pkg/admission/runtimeclass"
	"k8s.io/kubernetes/plugin/pkg/admission/security/podsecurity"
	"k8s.io/kubernetes/plugin/pkg/admission/serviceaccount"
)

// cluster is a control plane without a network: the API server's defaulting,
// admission and validation, the decisions of the DaemonSet controller, and a
// scheduler.
type cluster struct {
	ctx       context.Context
	client    *fake.Clientset
	informers informers.SharedInformerFactory
	plugins   []admission.Interface
	quotas    *quotas
	scheduler *scheduler

	limitRanges []*corev1.LimitRange

	order   order
	nodes   []*corev1.Node
	daemons []*appsv1.DaemonSet
	refused []refusedObject
	answers map[types.NamespacedName]map[string]*nodeAnswer // of a DaemonSet, by node
	serial  int
}

// refusedObject is an object that the API server does not take; without a name
// where it cannot be decoded.
type refusedObject struct {
	kind, namespace, name string
	err                   error
}

// newCluster returns a cluster that holds what every cluster has.
func newCluster(ctx context.Context) (*cluster, error) {
	c := &cluster{ctx: ctx, client: fake.NewClientset(), answers: map[types.NamespacedName]map[string]*nodeAnswer{}}
	c.client.PrependReactor("list", "limitranges", c.listLimitRanges)
	c.informers = informers.NewSharedInformerFactory(c.client, 0)
	var err error
	if c.plugins, err = c.admissionPlugins(); err != nil {
		return nil, fmt.Errorf("set up admission: %w", err)
	}
	if c.scheduler, err = newScheduler(c); err != nil {
		return nil, err
	}
	if err := c.bootstrap(); err != nil { //nolint:contextcheck // all that is done to the cluster is done in its own context
		return nil, err
	}
	return c, nil
}

// admissionPlugins are those that look at pods, in the order of
// kubeapiserver/options, AllOrderedPlugins.
func (c *cluster) admissionPlugins() ([]admission.Interface, error) {
	registry := admission.NewPlugins()
	for _, register := range []func(*admission.Plugins){
		limitranger.Register, serviceaccount.Register, podsecurity.Register, priority.Register,
		defaulttolerationseconds.Register, runtimeclass.Register,
	} {
		register(registry)
	}
	setUp := initializer.New(c.client, nil, c.informers, nil, utilfeature.DefaultFeatureGate,
		compatibility.DefaultBuildEffectiveVersion(), c.ctx.Done(), nil)
	var plugins []admission.Interface
	for _, name := range []string{
		limitranger.PluginName, serviceaccount.PluginName, podsecurity.PluginName, priority.PluginName,
		defaulttolerationseconds.PluginName, runtimeclass.PluginName,
	} {
		plugin, err := registry.InitPlugin(name, nil, setUp)
		if err != nil {
			return nil, err
		}
		if waits, ok := plugin.(interface{ SetReadyFunc(admission.ReadyFunc) }); ok {
			waits.SetReadyFunc(func() bool { return true }) // the stores are filled by hand
		}
		plugins = append(plugins, plugin)
	}
	var err error
	c.quotas, err = newQuotas(c)
	return append(plugins, c.quotas), err
}

// bootstrap creates the namespaces and the priority classes of a new cluster.
func (c *cluster) bootstrap() error {
	for _, name := range []string{metav1.NamespaceDefault, metav1.NamespaceSystem} {
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
		if err := c.create(namespace); err != nil {
			return err
		}
	}
	for name, value := range map[string]int32{
		"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000,
	} {
		class := &schedulingv1.PriorityClass{ObjectMeta: metav1.ObjectMeta{Name: name}, Value: value}
		legacyscheme.Scheme.Default(class)
		if err := c.informers.Scheduling().V1().PriorityClasses().Informer().GetStore().Add(class); err != nil {
			return err
		}
	}
	return nil
}

// apply creates all objects of the files: first all that is no DaemonSet, then the
// DaemonSets, one after another, each settled before the next.
func (c *cluster) apply(files []file) error {
	var daemons []*appsv1.DaemonSet
	for _, f := range files {
		objects, refused := decode(f)
		c.refused = append(c.refused, refused...)
		for _, object := range objects {
			if daemon, ok := object.(*appsv1.DaemonSet); ok {
				daemons = append(daemons, daemon)
			} else if err := c.note(object, c.create(object)); err != nil {
				return err
			}
		}
	}
	for _, daemon := range daemons {
		if err := c.assumeAccount(daemon); err != nil {
			return err
		}
		if err := c.note(daemon, c.create(daemon)); err != nil {
			return err
		}
	}
	return nil
}

// decode reads the documents of a file as kubectl and the API server do.
func decode(f file) ([]runtime.Object, []refusedObject) {
	var objects []runtime.Object
	var refused []refusedObject
	decoder := json.NewSerializerWithOptions(json.DefaultMetaFactory, legacyscheme.Scheme, legacyscheme.Scheme,
		json.SerializerOptions{Yaml: true, Strict: true})
	read := func(text []byte) {
		object, _, err := decoder.Decode(text, nil, nil)
		if err != nil {
			refused = append(refused, refusedObject{err: err})
			return
		}
		objects = append(objects, object)
	}
	for text := range strings.SplitSeq("\n"+f.text, "\n---\n") {
		if strings.TrimSpace(text) != "" {
			read([]byte(text))
		}
	}
	for _, object := range slices.Clone(objects) {
		if list, ok := object.(*corev1.List); ok {
			for _, item := range list.Items {
				read(item.Raw)
			}
		}
	}
	objects = slices.DeleteFunc(objects, func(object runtime.Object) bool {
		_, ok := object.(*corev1.List)
		return ok
	})
	return objects, refused
}

// note keeps what the API server refused, and returns other errors.
func (c *cluster) note(object runtime.Object, err error) error {
	var status refusal
	if err == nil || !errors.As(err, &status) {
		return err
	}
	accessor, ok := object.(metav1.Object)
	if !ok {
		return err
	}
	kind := object.GetObjectKind().GroupVersionKind().Kind
	c.refused = append(c.refused, refusedObject{kind, accessor.GetNamespace(), accessor.GetName(), status.error})
	return nil
}
