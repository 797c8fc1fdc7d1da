package kubernetes

import (
	"reflect"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/manifest"
)

// walk looks for a field in a decoded object.
type walk struct {
	d     *Differences
	field *Field
	found func(manifest.Path, spot)
	trail manifest.Path // to the holder at hand
	pod   *corev1.PodSpec
}

// spot is a field that is set.
type spot struct {
	value reflect.Value
	// holder is the pointer to the struct that has the field.
	holder reflect.Value
	pod    *corev1.PodSpec
}

func (w *walk) object(typed any) {
	prefix, applies := startOf(typed, w.field.object)
	if !applies {
		return
	}
	value := reflect.ValueOf(typed)
	for _, step := range prefix {
		name, _ := step.(string)
		value = w.d.fieldOf(value.Elem(), name).Addr()
		w.trail = append(w.trail, name)
	}
	w.pod = podOf(typed)
	w.below(value, w.field.steps)
}

func (w *walk) below(holder reflect.Value, steps []step) {
	if holder.IsNil() {
		return
	}
	next := steps[0]
	value := w.d.fieldOf(holder.Elem(), next.name)
	if !value.IsValid() || value.IsZero() {
		return
	}
	w.trail = append(w.trail, next.key)
	switch {
	case len(steps) == 1:
		w.found(slices.Clone(w.trail), spot{value, holder, w.pod})
	case next.list:
		w.items(value, steps[1:])
	case value.Kind() == reflect.Pointer:
		w.below(value, steps[1:])
	default:
		w.below(value.Addr(), steps[1:])
	}
	w.trail = w.trail[:len(w.trail)-1]
}

// items walks on in each item of a list; what is found may take items away.
func (w *walk) items(list reflect.Value, steps []step) {
	for i := range list.Len() {
		if i >= list.Len() {
			return
		}
		w.trail = append(w.trail, i)
		w.below(list.Index(i).Addr(), steps)
		w.trail = w.trail[:len(w.trail)-1]
	}
}

// fieldOf returns a field by its name in JSON, the zero Value where there is none.
func (d *Differences) fieldOf(of reflect.Value, name string) reflect.Value {
	index, known := d.index[of.Type()]
	if !known {
		index = map[string][]int{}
		for _, field := range reflect.VisibleFields(of.Type()) {
			tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if tag != "" {
				index[tag] = field.Index
			}
		}
		d.index[of.Type()] = index
	}
	path, known := index[name]
	if !known {
		return reflect.Value{}
	}
	return of.FieldByIndex(path)
}

// drop does to the field what the server does.
func (s spot) drop(how fate) {
	switch how {
	case fateDefault:
		s.value.Elem().SetString(string(corev1.DefaultProcMount))
	case fateVolume:
		dropImageVolumes(s.pod)
	case fateHolder:
		s.value.SetZero()
		if s.holder.Elem().IsZero() && s.holder.CanSet() {
			s.holder.SetZero()
		}
	case fateDrop:
		s.value.SetZero()
	}
}

// dropImageVolumes follows k8s.io/kubernetes/pkg/api/pod, dropImageVolumes.
func dropImageVolumes(pod *corev1.PodSpec) {
	images := map[string]bool{}
	for i := range pod.Volumes {
		if pod.Volumes[i].Image != nil {
			images[pod.Volumes[i].Name] = true
		}
	}
	pod.Volumes = slices.DeleteFunc(pod.Volumes, func(v corev1.Volume) bool { return v.Image != nil })
	keep := func(mounts []corev1.VolumeMount) []corev1.VolumeMount {
		return slices.DeleteFunc(mounts, func(m corev1.VolumeMount) bool { return images[m.Name] })
	}
	for _, containers := range [][]corev1.Container{pod.InitContainers, pod.Containers} {
		for i := range containers {
			containers[i].VolumeMounts = keep(containers[i].VolumeMounts)
		}
	}
	for i := range pod.EphemeralContainers {
		pod.EphemeralContainers[i].VolumeMounts = keep(pod.EphemeralContainers[i].VolumeMounts)
	}
}

// startOf returns where in an object the paths of fields.tsv start, and whether the
// object has such fields at all.
func startOf(typed any, object string) (manifest.Path, bool) {
	switch object {
	case "job":
		switch typed.(type) {
		case *batchv1.Job:
			return manifest.Path{}, true
		case *batchv1.CronJob:
			return manifest.Path{"spec", "jobTemplate"}, true
		}
	case "statefulset":
		_, applies := typed.(*appsv1.StatefulSet)
		return manifest.Path{}, applies
	case "pod":
		switch typed.(type) {
		case *corev1.Pod:
			return manifest.Path{}, true
		case *batchv1.CronJob:
			return manifest.Path{"spec", "jobTemplate", "spec", "template"}, true
		}
		return manifest.Path{"spec", "template"}, podOf(typed) != nil
	}
	return nil, false
}

// podOf returns the pod that an object makes, nil where it makes none.
func podOf(typed any) *corev1.PodSpec {
	switch typed := typed.(type) {
	case *corev1.Pod:
		return &typed.Spec
	case *appsv1.DaemonSet:
		return &typed.Spec.Template.Spec
	case *appsv1.Deployment:
		return &typed.Spec.Template.Spec
	case *appsv1.ReplicaSet:
		return &typed.Spec.Template.Spec
	case *appsv1.StatefulSet:
		return &typed.Spec.Template.Spec
	case *batchv1.Job:
		return &typed.Spec.Template.Spec
	case *batchv1.CronJob:
		return &typed.Spec.JobTemplate.Spec.Template.Spec
	}
	return nil
}
