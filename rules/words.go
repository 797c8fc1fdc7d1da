package rules

import (
	"fmt"
	"strings"
)

// someOf says how many nodes of all, and names three.
func someOf(names []string, total int) string {
	const shown = 3
	listed := strings.Join(names[:min(len(names), shown)], ", ")
	if len(names) > shown {
		listed += ", ..."
	}
	return fmt.Sprintf("%d of %d nodes (%s)", len(names), total, listed)
}
