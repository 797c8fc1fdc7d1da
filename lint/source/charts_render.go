package source

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/dslint/dslint/lint/manifest"
)

// renderCharts adds to a set what charts render to. The error tells which values cannot
// be read; what is wrong with a chart is a problem of its files.
func renderCharts(set *manifest.Set, folders []string, options *Options) error {
	for _, folder := range folders {
		b, ok := newChartBuild(set, folder, options.Within)
		if !ok {
			continue
		}
		releases, err := b.releases(options)
		if err != nil {
			return err
		}
		versions := options.Charts.versions(nameWithin(options.Within, folder))
		for _, r := range releases {
			for _, installed := range b.installEach(r, versions) {
				installed.place()
			}
		}
	}
	return nil
}

// releases says how the options ask for a chart to be rendered: once, or once for each
// variant.
func (b *chartBuild) releases(options *Options) ([]*release, error) {
	said := options.Charts.of(options.Root, b.folder)
	common, err := b.valuesFiles(said.Values, b.folder)
	if err != nil {
		return nil, err
	}
	last, err := b.valuesFiles(options.Charts.Values, "")
	if err != nil {
		return nil, err
	}
	plain := release{
		namespace: "default", sets: slices.Concat(said.Set, options.Charts.Set),
	}
	variants, err := b.variants(said.Variants)
	if err != nil {
		return nil, err
	}
	if len(variants) == 0 {
		plain.values = slices.Concat(common, last)
		plain.anyValues = len(plain.values)+len(plain.sets) == 0
		return []*release{&plain}, nil
	}
	releases := make([]*release, len(variants))
	for i, name := range variants {
		own, err := b.valuesFiles([]string{name}, b.folder)
		if err != nil {
			return nil, err
		}
		variant := plain
		variant.variant, variant.values = variantName(name), slices.Concat(common, own, last)
		releases[i] = &variant
	}
	return releases, nil
}

// of returns what is said of a chart.
func (c *Charts) of(root, folder string) ChartValues {
	for _, said := range c.Of {
		if ok, err := doublestar.Match(path.Clean(filepath.ToSlash(said.Path)), Relative(root, folder)); ok && err == nil {
			return said
		}
	}
	return ChartValues{}
}

func (b *chartBuild) valuesFiles(names []string, folder string) ([]givenValues, error) {
	var all []givenValues
	for _, name := range names {
		if folder != "" && !filepath.IsAbs(name) {
			name = filepath.Join(folder, name)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("the values of the chart %s: %w", nameWithin(b.within, b.folder), err)
		}
		file := b.set.File(nameWithin(b.within, name))
		if file == nil {
			file = manifest.Parse(nameWithin(b.within, name), data)
		}
		file.Replace()
		all = append(all, valuesFile(file, data))
	}
	return all, nil
}

// variants are the files of values that globs match, relative to the chart.
func (b *chartBuild) variants(globs []string) ([]string, error) {
	var found []string
	for _, glob := range globs {
		matches, err := doublestar.FilepathGlob(filepath.Join(b.folder, filepath.FromSlash(glob)), doublestar.WithFilesOnly())
		if err != nil {
			return nil, fmt.Errorf("the variants of the chart %s: %s: %w", nameWithin(b.within, b.folder), glob, err)
		}
		for _, match := range matches {
			inside, err := filepath.Rel(b.folder, match)
			if err == nil && !slices.Contains(found, inside) {
				found = append(found, inside)
			}
		}
	}
	return found, nil
}

// variantName is what tells a file of values from the others: prod for values-prod.yaml,
// ci/small for ci/small-values.yaml.
func variantName(file string) string {
	folder, base := path.Split(filepath.ToSlash(file))
	base = strings.TrimSuffix(base, path.Ext(base))
	for _, word := range []string{"values-", "values.", "values_"} {
		base = strings.TrimPrefix(base, word)
	}
	for _, word := range []string{"-values", ".values", "_values"} {
		base = strings.TrimSuffix(base, word)
	}
	if base == "values" && folder != "" {
		return path.Clean(folder)
	}
	return folder + base
}
