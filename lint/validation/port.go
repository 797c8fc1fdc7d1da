package validation

import (
	"cmp"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
)

// checkPorts follows validateContainerPorts.
func checkPorts(c cursor, ports []corev1.ContainerPort) {
	names := map[string]bool{}
	for i := range ports {
		port, at := &ports[i], c.index(i)
		checkPortName(at.child("name"), port.Name, names)
		if port.ContainerPort == 0 {
			at.child("containerPort").required("")
		} else {
			checkPortNumber(at.child("containerPort"), port.ContainerPort)
		}
		if port.HostPort != 0 {
			checkPortNumber(at.child("hostPort"), port.HostPort)
		}
		if port.Protocol != "" {
			oneOf(at.child("protocol"), port.Protocol,
				corev1.ProtocolSCTP, corev1.ProtocolTCP, corev1.ProtocolUDP)
		}
	}
}

func checkPortName(c cursor, name string, taken map[string]bool) {
	if name == "" {
		return
	}
	if wrong := validation.IsValidPortName(name); len(wrong) > 0 {
		messages(c, name, wrong)
		return
	}
	if taken[name] {
		c.duplicate(name)
	}
	taken[name] = true
}

func checkPortNumber(c cursor, port int32) { messages(c, port, validation.IsValidPortNum(int(port))) }

// checkPortRef follows ValidatePortNumOrName.
func checkPortRef(c cursor, port intstr.IntOrString) {
	if port.Type == intstr.Int {
		messages(c, port.IntValue(), validation.IsValidPortNum(port.IntValue()))
		return
	}
	messages(c, port.StrVal, validation.IsValidPortName(port.StrVal))
}

// hostPorts are those that containers of one pod have claimed.
type hostPorts map[string]bool

// claim follows AccumulateUniqueHostPorts.
func (h hostPorts) claim(c cursor, ports []corev1.ContainerPort) {
	for i := range ports {
		port := &ports[i]
		if port.HostPort == 0 {
			continue
		}
		protocol := cmp.Or(port.Protocol, corev1.ProtocolTCP)
		claimed := fmt.Sprintf("%s/%s/%d", protocol, port.HostIP, port.HostPort)
		if h[claimed] {
			c.index(i).child("hostPort").duplicate(claimed)
		}
		h[claimed] = true
	}
}

// checkHostNetworkPorts follows validatePodHostNetworkDeps: on the network of the
// host a port cannot be mapped to another one.
func (p *podCheck) checkHostNetworkPorts() {
	if !p.pod.HostNetwork {
		return
	}
	for i := range p.pod.Containers {
		ports := p.pod.Containers[i].Ports
		for j := range ports {
			host := ports[j].HostPort
			if host == ports[j].ContainerPort || host == 0 && p.owner == nil {
				continue
			}
			p.at.child("containers").index(i).child("ports").index(j).child("hostPort").
				invalid(host, "must match `containerPort` when `hostNetwork` is true")
		}
	}
}
