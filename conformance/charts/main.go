// Command charts compares how dslint renders charts with Helm's own engine: every
// object that a chart makes, with its own values and with those of its tests.
package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/dslint/dslint/lint/source/chart"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run compares the charts below folders.
func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("charts", flag.ContinueOnError)
	kubernetes := flags.String("kubernetes", "1.37.0", "the version that charts see")
	if err := flags.Parse(args); err != nil {
		return err
	}
	charts, renderings, failing, different := 0, 0, 0, 0
	for _, folder := range flags.Args() {
		found, err := chartsBelow(folder)
		if err != nil {
			return err
		}
		charts += len(found)
		for _, root := range found {
			files, err := readChart(root)
			if err != nil {
				return err
			}
			for _, how := range variants(files, *kubernetes) {
				result := compare(files, how.options)
				renderings++
				switch {
				case result.difference != "":
					different++
					fmt.Fprintf(out, "%s with %s: %s\n", root, how.name, result.difference)
				case result.failed != "":
					failing++
					fmt.Fprintf(out, "%s with %s: both refuse it: %s\n", root, how.name, result.failed)
				default:
					fmt.Fprintf(out, "%s with %s: %d objects agree\n", root, how.name, result.objects)
				}
			}
		}
	}
	fmt.Fprintf(out, "%d charts, %d renderings: %d agree, both refuse %d, %d differ\n",
		charts, renderings, renderings-failing-different, failing, different)
	if different > 0 || charts == 0 {
		return fmt.Errorf("%d of %d renderings differ", different, renderings)
	}
	return nil
}

// variant is one way to render a chart.
type variant struct {
	name    string
	options chart.Options
}

// variants are the values of a chart alone, and each file of values that lies beside
// them.
func variants(files []chart.File, kubernetes string) []variant {
	base := chart.Options{Release: "compared", Namespace: "space", Kubernetes: kubernetes}
	found := []variant{{"its own values", base}}
	for _, file := range files {
		name := filepath.Base(file.Name)
		inTests := filepath.Dir(file.Name) == "ci" && strings.HasSuffix(name, "values.yaml")
		beside := filepath.Dir(file.Name) == "." && strings.HasPrefix(name, "values-") && strings.HasSuffix(name, ".yaml")
		if inTests || beside {
			with := base
			with.Values = [][]byte{file.Data}
			found = append(found, variant{file.Name, with})
		}
	}
	return found
}

// chartsBelow finds the charts that are not subcharts of others.
func chartsBelow(folder string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if _, err := os.Stat(filepath.Join(name, "Chart.yaml")); err == nil {
			found = append(found, name)
			return filepath.SkipDir
		}
		return nil
	})
	return found, err
}

func readChart(root string) ([]chart.File, error) {
	var files []chart.File
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(root, name)
		files = append(files, chart.File{Name: filepath.ToSlash(inside), Data: data})
		return err
	})
	return files, err
}
