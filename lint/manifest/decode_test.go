package manifest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	kubejson "sigs.k8s.io/json"
	kubeyaml "sigs.k8s.io/yaml"

	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/manifest"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	const head = "apiVersion: v1\nkind: Pod\n"
	for _, test := range []struct{ name, text, at, message, api string }{
		{
			"unknown field", "spec:\n  tolerationz: []\n", "4:3-4:14", `unknown field "tolerationz"`,
			`strict decoding error: unknown field "spec.tolerationz"`,
		},
		{
			"unknown field in a list", "spec:\n  containers:\n  - name: a\n    imag: b\n", "6:5-6:9", `unknown field "imag"`,
			`strict decoding error: unknown field "spec.containers[0].imag"`,
		},
		{
			"boolean", "spec:\n  nodeSelector:\n    gpu: true\n", "5:10-5:14",
			"spec.nodeSelector.gpu holds the boolean true where a string belongs",
			"json: cannot unmarshal bool into Go struct field PodSpec.spec.nodeSelector of type string",
		},
		{
			"boolean of YAML 1.1", "spec:\n  nodeSelector: {gpu: yes}\n", "4:23-4:26",
			"spec.nodeSelector.gpu holds the boolean yes where a string belongs",
			"json: cannot unmarshal bool into Go struct field PodSpec.spec.nodeSelector of type string",
		},
		{
			"string for a number", "spec:\n  priority: high\n", "4:13-4:17",
			`spec.priority holds the string "high" where a whole number belongs`,
			"json: cannot unmarshal string into Go struct field PodSpec.spec.priority of type int32",
		},
		{
			"fraction", "spec:\n  priority: 1.5\n", "4:13-4:16",
			"spec.priority holds the number 1.5 where a whole number belongs",
			"json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.priority of type int32",
		},
		{
			"mapping for a list", "spec:\n  tolerations: {key: a}\n", "4:16-4:24",
			"spec.tolerations holds a mapping where a list belongs",
			"json: cannot unmarshal object into Go struct field PodSpec.spec.tolerations of type []v1.Toleration",
		},
		{
			"number for a mapping", "spec:\n  affinity: 5\n", "4:13-4:14",
			"spec.affinity holds the number 5 where a mapping belongs",
			"json: cannot unmarshal number into Go struct field PodSpec.spec.affinity of type v1.Affinity",
		},
		{
			"below an embedded struct", "spec:\n  volumes:\n  - hostPath: {path: 5}\n", "5:22-5:23",
			"spec.volumes[0].hostPath.path holds the number 5 where a string belongs",
			"json: cannot unmarshal number into Go struct field " +
				"HostPathVolumeSource.spec.volumes.VolumeSource.hostPath.path of type string",
		},
		{
			"boolean for a number or string", "spec:\n  containers:\n  - readinessProbe: {tcpSocket: {port: true}}\n", "5:40-5:44",
			`spec.containers[0].readinessProbe.tcpSocket.port: "true" is not a valid IntOrString`,
			"json: cannot unmarshal bool into Go struct field " +
				"TCPSocketAction.spec.containers.readinessProbe.ProbeHandler.tcpSocket.port of type int32",
		},
		{
			"quantity", "spec:\n  overhead:\n    cpu: 1 core\n", "5:10-5:16",
			`spec.overhead.cpu: "1 core" is not a valid Quantity`,
			`quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
		},
		{
			"repeated key", "spec:\n  hostNetwork: true\n  hostNetwork: false\n", "4:3-4:14",
			`key "hostNetwork" stands again in line 5, and only that one counts`, "",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			faults := manifest.Parse("a.yaml", []byte(head+test.text)).Objects[0].Faults()
			if len(faults) != 1 {
				t.Fatalf("faults %v, want one", faults)
			}
			want := []string{test.at, test.message, test.api}
			if diff := cmp.Diff(want, []string{at(faults[0].Place), faults[0].Message, faults[0].API}); diff != "" {
				t.Errorf("fault (-want +got):\n%s", diff)
			}
		})
	}
}

// TestScalarsAreKubectls compares every way to write a scalar with the library
// that kubectl reads YAML with.
func TestScalarsAreKubectls(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"a", "y", "Y", "yes", "Yes", "yEs", "YES", "n", "no", "No", "on", "On", "ON", "off", "OFF", "true", "True", "TRUE",
		"tRue", "false", "null", "Null", "NULL", "~", "''", `""`, "'true'", `"1"`, "!!str 1", "nulls", "yes please", "of",
		"0", "1", "-1", "+1", "007", "012", "0o14", "0x1F", "0b11", "1_000", "1e3", "1E3", "1e+3", "1.5", ".5", "5.", "1.0",
		"-.inf", ".inf", ".nan", "1.2.3", "10.0.0.1", "1e", "e1", "0x", "1-2", "2026-11-23", "2026-11-23T09:00:00Z", "12:30:45",
		"190:20:30", "9223372036854775807", "9223372036854775808", "18446744073709551616", "123456789012345678", "1e400",
		"500m", "128Mi", "1Gi", "0.5Gi", "100%", "-", "--", "+", ".", "..", "a: b", "@", "=", "<<", "a#b", "/", "_1", "1_",
		"0888", "08", "1e-7", "1e21", "100000000000000000000000", "0.1", "-0", "+0.0", "-1e3", "0o8", "0xG",
	} {
		line := []byte("v: " + text)
		converted, err := kubeyaml.YAMLToJSON(line)
		if err != nil {
			continue // kubectl does not read it either
		}
		var want any
		decoder := json.NewDecoder(strings.NewReader(string(converted)))
		decoder.UseNumber()
		if err := decoder.Decode(&want); err != nil {
			t.Fatal(err)
		}
		file := manifest.Parse("a.yaml", append([]byte("kind: A\n"), line...))
		if len(file.Objects) != 1 {
			t.Errorf("%q: %v", text, file.Problems)
			continue
		}
		wanted, ok := want.(map[string]any)
		if got := file.Objects[0].At("v").Value(); !ok || got != wanted["v"] {
			t.Errorf("%q is %#v, kubectl reads %#v", text, got, wanted["v"])
		}
	}
}

// shared returns the files of a folder of real manifests that lies beside the
// repository.
func shared(t *testing.T, folders ...string) map[string][]byte {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared")
	if _, err := os.Stat(root); err != nil {
		linttest.Missing(t, err)
	}
	files := map[string][]byte{}
	for _, folder := range folders {
		names, err := filepath.Glob(filepath.Join(root, folder))
		if err != nil || len(names) == 0 {
			t.Fatalf("no files in %s: %v", folder, err)
		}
		for _, name := range names {
			if data, err := os.ReadFile(name); err == nil {
				files[name] = data
			}
		}
	}
	return files
}

// TestDecodesAsTheLibrary holds the decoder against the one that the API server
// uses, over real manifests.
func TestDecodesAsTheLibrary(t *testing.T) {
	t.Parallel()
	compared := 0
	for name, data := range shared(t, "corpus/daemonsets/*", "corpus/nodes/*", "corpus/weird/*/*", "truth/*/*/manifests/*") {
		for _, object := range manifest.Parse(name, data).Objects {
			typed := object.Typed()
			if typed == nil {
				continue
			}
			text, err := json.Marshal(object.Value())
			if err != nil {
				t.Fatal(err)
			}
			want := reflect.New(reflect.TypeOf(typed).Elem()).Interface()
			strict, err := kubejson.UnmarshalStrict(text, want)
			refused := count(object, func(fault manifest.Fault) bool { return fault.API != "" })
			unfilled := count(object, func(fault manifest.Fault) bool { return fault.Kind == manifest.Unfilled }) > 0
			if clean := err == nil && len(strict) == 0; clean != (refused == 0) && !unfilled {
				t.Errorf("%s %s: faults %v, the library says %v %v", name, object, object.Faults(), err, strict)
			}
			if err != nil {
				continue // the library stops where we go on
			}
			compared++
			if !reflect.DeepEqual(want, typed) {
				t.Errorf("%s %s (-library +got):\n%s", name, object, cmp.Diff(want, typed))
			}
		}
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

// TestReadsAsKubectl holds the values of whole files against the library that
// kubectl reads YAML with.
func TestReadsAsKubectl(t *testing.T) {
	t.Parallel()
	compared := 0
	for name, data := range shared(t, "corpus/daemonsets/*", "corpus/weird/*/*") {
		file := manifest.Parse(name, data)
		converted, err := kubeyaml.YAMLToJSON(data)
		if err != nil || len(file.Objects) != 1 || strings.Contains(string(data), "\n---") {
			continue
		}
		var want any
		decoder := json.NewDecoder(strings.NewReader(string(converted)))
		decoder.UseNumber()
		if err := decoder.Decode(&want); err != nil {
			t.Fatal(err)
		}
		if top, ok := want.(map[string]any); ok && strings.HasSuffix(file.Objects[0].Kind, "List") || top["items"] != nil {
			continue
		}
		compared++
		if diff := cmp.Diff(want, file.Objects[0].Value()); diff != "" {
			t.Errorf("%s (-kubectl +got):\n%s", name, diff)
		}
	}
	if compared < 100 {
		t.Errorf("only %d files were compared", compared)
	}
}

func count(object *manifest.Object, meant func(manifest.Fault) bool) int {
	number := 0
	for _, fault := range object.Faults() {
		if meant(fault) {
			number++
		}
	}
	return number
}
