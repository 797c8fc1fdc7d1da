package lint

import (
	"fmt"
	"slices"

	"github.com/agnivade/levenshtein"
)

// Hint returns `, did you mean "NAME"?` with the nearest of the known names, "" where
// none is near.
func Hint(name string, known []string) string {
	if nearest := Nearest(name, known); nearest != "" {
		return fmt.Sprintf(", did you mean %q?", nearest)
	}
	return ""
}

// Nearest returns the known name that was most likely meant, "" where none is near.
func Nearest(name string, known []string) string {
	const letters = 2 // one mistake is allowed for so many letters
	best, distance := "", len(name)/letters+1
	for _, candidate := range known {
		if d := Mistakes(name, candidate); d < distance {
			best, distance = candidate, d
		}
	}
	return best
}

// Mistakes returns how many letters are wrong, missing or too many in a name where
// candidate is meant. The same letters in another order are one mistake.
func Mistakes(name, candidate string) int {
	distance := levenshtein.ComputeDistance(name, candidate)
	if len(name) == len(candidate) && sortedLetters(name) == sortedLetters(candidate) {
		return min(distance, 1)
	}
	return distance
}

func sortedLetters(word string) string {
	letters := []byte(word)
	slices.Sort(letters)
	return string(letters)
}
