package rules

import (
	"strings"
	"unicode"

	"github.com/dslint/dslint/lint"
)

// closest returns the known word that was most likely meant by a misspelt one, ""
// where none is near or two are equally so. Case and punctuation count for
// nothing: NO_SCHEDULE is NoSchedule.
func closest(word string, known []string) string {
	best, bestDistance, tie := "", typos(word)+1, false
	for _, candidate := range known {
		distance := distanceOf(fold(word), fold(candidate))
		switch {
		case distance < bestDistance:
			best, bestDistance, tie = candidate, distance, false
		case distance == bestDistance:
			tie = true
		}
	}
	if tie {
		return ""
	}
	return best
}

// typos is the number of wrong letters at which a word is still taken for another.
func typos(word string) int {
	const perTypo = 4
	return min(len(word)/perTypo, 2)
}

// distanceOf counts a word that was cut short as one typo.
func distanceOf(word, candidate string) int {
	const stem = 5
	distance := lint.Mistakes(word, candidate)
	if len(word) >= stem && strings.HasPrefix(candidate, word) {
		return min(distance, 1)
	}
	return distance
}

func fold(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
}
