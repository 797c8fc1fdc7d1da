package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// hostPort is a port of the node that a container asks for.
type hostPort struct {
	corev1.ContainerPort
	at manifest.Ref
}

func (p hostPort) field() manifest.Ref {
	if field := p.at.At("hostPort"); field.Exists() {
		return field
	}
	return p.at.At("containerPort")
}

// hostPorts returns the ports as they are after defaulting: under hostNetwork each
// port is one of the node (k8s.io/kubernetes/pkg/apis/core/v1, SetDefaults_Pod).
func hostPorts(w *placement.Workload) []hostPort {
	var ports []hostPort
	for _, c := range w.Containers() {
		for i, port := range c.Ports {
			if port.HostPort == 0 && w.Spec().HostNetwork {
				port.HostPort = port.ContainerPort
			}
			if port.Protocol == "" {
				port.Protocol = corev1.ProtocolTCP
			}
			if port.HostPort > 0 && !c.Init {
				ports = append(ports, hostPort{port, c.At.At("ports", i)})
			}
		}
	}
	return ports
}
