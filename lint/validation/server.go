package validation

import (
	"slices"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
)

// Server is the API server of one version of Kubernetes.
type Server struct {
	version     kubernetes.Version
	differences *kubernetes.Differences
	changes     *kubernetes.Changes
}

// NewServer returns the API server of a version.
func NewServer(version kubernetes.Version) *Server {
	return &Server{
		version: version, differences: kubernetes.DifferencesOf(version), changes: kubernetes.ChangesOf(version),
	}
}

// Version returns the version of Kubernetes that answers.
func (s *Server) Version() kubernetes.Version { return s.version }

// Request is an object that is sent to be created.
type Request struct {
	// Absent are the fields that the version does not know, or drops.
	Absent []kubernetes.Absence
	// Stored is the decoded object, without the fields that the server drops; nil for
	// kinds that are not known.
	Stored any

	server *Server
	object *manifest.Object
	judged sync.Once
	errors []Error
}

// Receive takes an object up. It is for one goroutine.
func (s *Server) Receive(object *manifest.Object) *Request {
	absent := s.differences.Find(object)
	return &Request{Absent: absent, Stored: s.differences.Stored(object, absent), server: s, object: object}
}

// Errors returns what the API server answers to the creation of an object of a kind
// that makes pods, nothing where it accepts the object or where the kind is another
// one. As the server does, it stops at a version of the API that is not served, and
// then at what does not decode.
func (r *Request) Errors() []Error {
	r.judged.Do(func() { r.errors = r.judge() })
	return r.errors
}

func (r *Request) judge() []Error {
	if errs := notServed(r.object); errs != nil {
		return errs
	}
	if errs := r.undecodable(); errs != nil {
		return errs
	}
	a := newAnswer(r.server.changes)
	r.check(a.root())
	return certain(a.errors(r.object.At()), r.object)
}

// certain leaves out what is about a placeholder, what holds one or what stands beside
// it: it may be gone once that is filled. So may a name that is not found where another
// name is not known.
func certain(errs []Error, object *manifest.Object) []Error {
	if len(errs) == 0 {
		return errs
	}
	return slices.DeleteFunc(errs, func(err Error) bool {
		return slices.ContainsFunc(object.Faults(), func(fault manifest.Fault) bool {
			if fault.Kind != manifest.Unfilled {
				return false
			}
			path, beside := fault.At.Path, err.At.Path[:max(len(err.At.Path)-1, 0)]
			if path[len(path)-1] == "name" && strings.Contains(strings.ToLower(err.Message), "not found") {
				return true
			}
			common := min(len(path), len(err.At.Path))
			return slices.Equal(path[:common], err.At.Path[:common]) || slices.Equal(path[:len(path)-1], beside)
		})
	})
}

// ValidatePod returns what the API server answers to a pod that a controller
// creates, once the pod is defaulted ([DefaultPod]), changed by admission and
// prepared ([Server.PreparePod]). The field template holds the template that the pod
// comes from; for a Pod that is the object itself. Names of pods are not judged.
func (s *Server) ValidatePod(pod *corev1.Pod, template manifest.Ref) []Error {
	a := newAnswer(s.changes)
	c := a.root()
	checkLabels(c.child("metadata", "labels"), pod.Labels)
	checkAnnotations(c.child("metadata", "annotations"), pod.Annotations)
	checkPod(c, pod)
	return certain(a.errors(template), template.Object)
}
