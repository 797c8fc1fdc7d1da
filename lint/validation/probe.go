package validation

import (
	"cmp"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/dslint/dslint/lint/kubernetes"
)

// probeKind is what is asked of one kind of probe and not of others.
type probeKind int

const (
	onceSuccessful probeKind = iota // liveness and startup: one success is enough
	withoutGrace                    // readiness: a failure ends nothing
)

// checkProbe follows validateProbe, validateLivenessProbe, validateReadinessProbe and
// validateStartupProbe; the defaults are those of SetDefaults_Probe.
func (p *podCheck) checkProbe(c cursor, probe *corev1.Probe, kind probeKind) {
	if probe == nil {
		return
	}
	p.checkHandler(c, handler{
		exec: probe.Exec, httpGet: probe.HTTPGet, tcpSocket: probe.TCPSocket, grpc: probe.GRPC,
	})
	c.child("initialDelaySeconds").nonNegative(int64(probe.InitialDelaySeconds))
	c.child("timeoutSeconds").nonNegative(int64(probe.TimeoutSeconds))
	c.child("periodSeconds").nonNegative(int64(probe.PeriodSeconds))
	c.child("successThreshold").nonNegative(int64(probe.SuccessThreshold))
	c.child("failureThreshold").nonNegative(int64(probe.FailureThreshold))
	grace := c.child("terminationGracePeriodSeconds")
	if seconds := probe.TerminationGracePeriodSeconds; seconds != nil && *seconds <= 0 {
		grace.invalid(*seconds, "must be greater than 0")
	}
	if kind == withoutGrace && probe.TerminationGracePeriodSeconds != nil {
		grace.invalid(*probe.TerminationGracePeriodSeconds, "must not be set for readinessProbes")
	}
	if kind == onceSuccessful && cmp.Or(probe.SuccessThreshold, 1) != 1 {
		c.child("successThreshold").invalid(probe.SuccessThreshold, "must be 1")
	}
}

// handler is what probes and hooks do.
type handler struct {
	exec      *corev1.ExecAction
	httpGet   *corev1.HTTPGetAction
	tcpSocket *corev1.TCPSocketAction
	grpc      *corev1.GRPCAction
	sleep     *corev1.SleepAction
}

// checkHandler follows validateHandler: one action, and only the first is looked at.
func (p *podCheck) checkHandler(c cursor, does handler) {
	actions := 0
	first := func(set bool, name string) bool {
		if !set {
			return false
		}
		if actions++; actions > 1 {
			c.child(name).forbidden("may not specify more than 1 handler type")
		}
		return actions == 1
	}
	if first(does.exec != nil, "exec") && len(does.exec.Command) == 0 {
		c.child("exec", "command").required("")
	}
	if first(does.httpGet != nil, "httpGet") {
		checkHTTPGet(c.child("httpGet"), does.httpGet)
	}
	if first(does.tcpSocket != nil, "tcpSocket") {
		checkPortRef(c.child("tcpSocket", "port"), does.tcpSocket.Port)
	}
	if first(does.grpc != nil, "grpc") {
		port := does.grpc.Port
		messages(c.child("grpc", "port"), int(port), validation.IsValidPortNum(int(port)))
	}
	if first(does.sleep != nil, "sleep") {
		p.checkSleep(c.child("sleep"), does.sleep.Seconds)
	}
	if actions == 0 {
		c.required("must specify a handler type")
	}
}

func (p *podCheck) checkSleep(c cursor, seconds int64) {
	if !c.has(kubernetes.ZeroSleep) {
		if seconds <= 0 || seconds > p.grace {
			c.editing(c.child("seconds")).invalid(seconds, fmt.Sprintf(
				"must be greater than 0 and less than terminationGracePeriodSeconds (%d)", p.grace))
		}
		return
	}
	if seconds < 0 || seconds > p.grace {
		c.editing(c.child("seconds")).invalid(seconds,
			fmt.Sprintf("must be non-negative and less than terminationGracePeriodSeconds (%d)", p.grace))
	}
}

// checkHTTPGet follows validateHTTPGetAction.
func checkHTTPGet(c cursor, get *corev1.HTTPGetAction) {
	checkPortRef(c.child("port"), get.Port)
	if get.Scheme != "" {
		oneOf(c.child("scheme"), get.Scheme, corev1.URISchemeHTTP, corev1.URISchemeHTTPS)
	}
	for i, header := range get.HTTPHeaders {
		list := c.child("httpHeaders")
		messages(list.editing(list.index(i).child("name")), header.Name, validation.IsHTTPHeaderName(header.Name))
	}
}

// checkLifecycle follows validateLifecycle.
func (p *podCheck) checkLifecycle(c cursor, lifecycle *corev1.Lifecycle) {
	if lifecycle == nil {
		return
	}
	if hook := lifecycle.PostStart; hook != nil {
		p.checkHandler(c.child("postStart"), hookHandler(hook))
	}
	if hook := lifecycle.PreStop; hook != nil {
		p.checkHandler(c.child("preStop"), hookHandler(hook))
	}
}

func hookHandler(hook *corev1.LifecycleHandler) handler {
	return handler{exec: hook.Exec, httpGet: hook.HTTPGet, tcpSocket: hook.TCPSocket, sleep: hook.Sleep}
}
