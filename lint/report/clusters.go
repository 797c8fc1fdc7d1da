package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/dslint/dslint/lint"
)

// whereText names the clusters that have a finding, where others that hold the object
// have not: " (clusters prod, staging)".
func whereText(f *lint.Finding) string {
	if !f.Differs {
		return ""
	}
	return " (" + clustersText(f.Clusters) + ")"
}

// clustersText names clusters in few words: up to three as they are.
func clustersText(names []string) string {
	switch {
	case len(names) == 1:
		return "cluster " + Visible(names[0])
	case len(names) <= few:
		return "clusters " + Visible(strings.Join(names, ", "))
	}
	return fmt.Sprintf("clusters %s and %d more", Visible(strings.Join(names[:few], ", ")), len(names)-few)
}

// eachCluster writes something of every cluster, with a headline where there are
// several. A cluster without anything to place is passed over there.
func eachCluster(w io.Writer, fleet *lint.Fleet, colors palette, write func(io.Writer, *lint.Fleet, *lint.Snapshot, palette) error) error {
	if !fleet.Several() {
		return write(w, fleet, fleet.Clusters[0], colors)
	}
	gap := ""
	for _, cluster := range fleet.Clusters {
		if len(fleet.Reported(cluster)) == 0 || len(cluster.Nodes()) == 0 {
			continue
		}
		headline := fmt.Sprintf("%sCluster %s, %s\n", gap, colors.strong(Visible(cluster.ClusterName())), count(len(cluster.Nodes()), "node"))
		if _, err := io.WriteString(w, headline); err != nil {
			return err
		}
		if err := write(w, fleet, cluster, colors); err != nil {
			return err
		}
		gap = "\n"
	}
	return nil
}
