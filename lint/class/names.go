package class

import "strings"

// classOfName recognises an agent by what its project or its image is called, "" where
// nobody knows it.
func classOfName(name string) Class {
	whole := "-" + strings.NewReplacer("/", "-", "_", "-", ".", "-").Replace(strings.ToLower(name)) + "-"
	for _, known := range knownAgents() {
		for _, word := range known.words {
			if strings.Contains(whole, word) {
				return known.class
			}
		}
	}
	return ""
}

type knownAgent struct {
	class Class
	words []string // a dash at an end stands for the end of a word
}

// knownAgents are tried in their order: a driver of a monitor is a driver, and what
// exports the figures of a plugin is no plugin.
func knownAgents() []knownAgent {
	return []knownAgent{
		{CSI, []string{
			"-csi-", "-driver-registrar-", "-csiplugin-", "-csi-node", "-longhorn-manager-", "-secrets-store-",
		}},
		{Metrics, []string{"-exporter-", "-kube-state-metrics-", "-prometheus-to-sd-"}},
		{Cloud, []string{"-cloud-controller-manager-"}},
		{CNI, []string{
			"-cni-", "-flannel-", "-kube-flannel-", "-weave-kube-", "-weave-net-", "-weave-npc-", "-calico-node-", "-canal-",
			"-cilium-cilium-", "-cilium-ci-", "-cilium-agent-", "-cilium-", "-antrea-agent", "-antrea-ubuntu-", "-antrea-windows-",
			"-kube-router-", "-multus-", "-whereabouts-", "-ovn-kube", "-ovnkube-", "-kube-ovn-", "-aws-network-policy-agent-",
			"-azure-npm-", "-openshift-sdn-", "-aws-node-", "-romana-agent-",
		}},
		{Proxy, []string{
			"-kube-proxy", "-ztunnel-", "-kube-vip-", "-metallb-", "-speaker-", "-frr-k8s-", "-k8s-proxy-", "-ip-masq-agent-", "-proxy-agent-",
			"-konnectivity-agent-", "-apiserver-network-proxy-",
		}},
		{DNS, []string{"-k8s-dns-", "-node-cache-", "-nodelocaldns-", "-node-local-dns-", "-coredns-", "-dnsmasq-"}},
		{Device, []string{
			"-device-plugin-", "-nvidia-gpu-", "-gpu-feature-discovery-", "-container-toolkit-", "-nvidia-driver-", "-k8s-driver-manager-",
			"-k8s-mig-manager-", "-mig-manager-", "-mps-control-daemon-", "-vfio-manager-", "-kata-manager-", "-cc-manager-", "-sriov-",
			"-node-feature-discovery-", "-intel-qat-plugin-", "-intel-gpu-plugin-", "-intel-sgx-plugin-", "-intel-fpga-plugin-",
			"-intel-dsa-plugin-", "-intel-dlb-plugin-", "-intel-iaa-plugin-", "-intel-npu-plugin-", "-dra-driver-",
		}},
		{Security, []string{
			"-falco-", "-falcoctl-", "-tetragon-", "-tracee-", "-sysdig-", "-falcon-sensor-", "-falcon-", "-twistlock-", "-aqua-enforcer-",
			"-enforcer-", "-kube-bench-", "-spire-agent-", "-wazuh-", "-suricata-", "-neuvector-", "-kubearmor-", "-ossec-", "-clamav-",
			"-insights-runtime-extractor-",
		}},
		{Logs, []string{
			"-fluent-bit", "-fluentbit-", "-fluentd", "-filebeat-", "-promtail-", "-vector-", "-logstash-", "-logdna-", "-logspout-",
			"-eventflow-logger-", "-sumologic-", "-splunk-", "-rsyslog-", "-syslog-ng-", "-logging-agent-",
		}},
		{Metrics, []string{
			"-datadog-agent-", "-datadog-", "-datadoghq-agent-", "-gcr-io-datadoghq-", "-cloudwatch-agent-", "-metricbeat-", "-telegraf-", "-collectd-",
			"-netdata-", "-newrelic-", "-dcgm-", "-node-problem-detector-", "-kepler-", "-cadvisor-", "-opentelemetry-collector",
			"-otel-collector-", "-otelcol", "-jaeger-agent-", "-statsd-", "-machine-agent-", "-oneagent-", "-grafana-agent-", "-alloy-",
			"-elastic-agent-", "-pixie-", "-parca-agent-", "-beyla-", "-xpumanager-", "-signalfx-agent-", "-zabbix-agent", "-npd-",
		}},
	}
}
