package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	helm "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/strvals"

	"github.com/dslint/dslint/lint/source/chart"
)

// renderByHelm does what helm template does (helm.sh/helm/v3/pkg/action, Install), but
// for the subcharts that are missing: Helm would refuse the chart.
func renderByHelm(files []chart.File, options chart.Options) (map[string]string, error) {
	c, err := loadByHelm(files)
	if err != nil {
		return nil, err
	}
	values, err := valuesByHelm(options)
	if err != nil {
		return nil, err
	}
	if err := chartutil.ProcessDependenciesWithMerge(c, values); err != nil {
		return nil, err
	}
	served := chartutil.DefaultCapabilities.Copy()
	version, err := chartutil.ParseKubeVersion(options.Kubernetes)
	if err != nil {
		return nil, err
	}
	served.KubeVersion = *version
	served.APIVersions = append(served.APIVersions, "apiregistration.k8s.io/v1") // as with --api-versions: every cluster serves it
	served.HelmVersion.Version, served.HelmVersion.GitTreeState, served.HelmVersion.GoVersion = "v3.22.0", "clean", ""
	release := chartutil.ReleaseOptions{Name: options.Release, Namespace: options.Namespace, Revision: 1, IsInstall: true}
	all, err := chartutil.ToRenderValuesWithSchemaValidation(c, values, release, served, false)
	if err != nil {
		return nil, err
	}
	if c.Metadata.KubeVersion != "" && !chartutil.IsCompatibleRange(c.Metadata.KubeVersion, version.String()) {
		return nil, chartutil.ErrNoTable{Key: "kubeVersion"}
	}
	texts, err := engine.Engine{}.Render(c, all)
	for name := range texts {
		if strings.HasSuffix(name, "NOTES.txt") || strings.HasPrefix(path.Base(name), "_") {
			delete(texts, name)
		}
	}
	return texts, err
}

// loadByHelm lays the files out: the rules of .helmignore count on disk only.
func loadByHelm(files []chart.File) (*helm.Chart, error) {
	folder, err := os.MkdirTemp("", "chart")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	for _, file := range files {
		name := filepath.Join(folder, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(name), fs.ModePerm); err != nil {
			return nil, err
		}
		if err := os.WriteFile(name, file.Data, 0o600); err != nil {
			return nil, err
		}
	}
	return loader.LoadDir(folder)
}

// valuesByHelm merges values as helm.sh/helm/v3/pkg/cli/values does.
func valuesByHelm(options chart.Options) (map[string]any, error) {
	merged := map[string]any{}
	for _, text := range options.Values {
		values, err := chartutil.ReadValues(text)
		if err != nil {
			return nil, err
		}
		merged = chartutil.MergeTables(values, merged)
	}
	for _, assignment := range options.Set {
		if err := strvals.ParseInto(assignment, merged); err != nil {
			return nil, err
		}
	}
	return merged, nil
}
