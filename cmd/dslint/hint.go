package main

import (
	"fmt"

	"github.com/agnivade/levenshtein"
)

// hint names the known word that a misspelt one is nearest to, "" where none is
// near.
func hint(word string, known []string) string {
	const letters = 2 // one mistake is allowed for so many letters
	best, distance := "", len(word)/letters+1
	for _, candidate := range known {
		if d := levenshtein.ComputeDistance(word, candidate); d < distance {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", best)
}
