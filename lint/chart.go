package lint

import (
	"fmt"

	"github.com/bmatcuk/doublestar/v4"
)

// Chart says which values some charts are rendered with.
type Chart struct {
	// Path is a glob of the folders of charts, relative to the config; ** crosses folders.
	// Of several items that mean a chart the first counts.
	Path string `json:"path"`
	// Values are files with values, relative to the folder of the chart, each before those
	// in front of it and before the values of the chart.
	Values []string `json:"values"`
	// Variants are globs, as values-*.yaml or ci/*-values.yaml, relative to the folder of the
	// chart. The chart is rendered once with each file that matches; what it renders to with
	// different files is judged apart.
	Variants []string `json:"variants"`
	// Set are assignments before all files, as helm template --set takes them.
	Set []string `json:"set"`
}

const chartsKey = "charts"

// chartFaults tells what is wrong with what is said of charts.
func (c *Config) chartFaults() []error {
	var faults []error
	for i, chart := range c.Charts {
		if chart.Path == "" {
			faults = append(faults, c.wrong("the item of charts names no path", false, chartsKey, i))
		}
		if !doublestar.ValidatePattern(chart.Path) {
			faults = append(faults, c.wrong(fmt.Sprintf("path: %q is no pattern", chart.Path), false, chartsKey, i, "path"))
		}
		for j, glob := range chart.Variants {
			if !doublestar.ValidatePattern(glob) {
				faults = append(faults, c.wrong(fmt.Sprintf("variants: %q is no pattern", glob), false, chartsKey, i, "variants", j))
			}
		}
	}
	return faults
}
