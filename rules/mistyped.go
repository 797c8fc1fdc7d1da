package rules

import (
	"strings"
	"unicode"
)

// mistyped returns the known word that a word was most likely meant to be, "" where
// none is near. Words that count something (zone-1, zone-2) or end in a letter of
// their own (team-a, team-b) are not taken for each other.
func mistyped(word string, known []string) string {
	meant := closest(word, known)
	if meant == "" || areSiblings(word, meant) {
		return ""
	}
	return meant
}

// areSiblings reports whether two words differ in what tells the members of a
// series apart.
func areSiblings(a, b string) bool {
	shared := commonPrefix(a, b)
	restA, restB := []rune(a[len(shared):]), []rune(b[len(shared):])
	for len(restA) > 0 && len(restB) > 0 && restA[len(restA)-1] == restB[len(restB)-1] {
		restA, restB = restA[:len(restA)-1], restB[:len(restB)-1]
	}
	if strings.ContainsFunc(string(restA)+string(restB), unicode.IsDigit) {
		return true
	}
	letters := strings.TrimRightFunc(shared, func(r rune) bool { return !unicode.IsLetter(r) })
	atEnd := strings.HasSuffix(a, string(restA)) && strings.HasSuffix(b, string(restB))
	return atEnd && len(restA) == 1 && len(restB) == 1 && letters != shared
}

func commonPrefix(a, b string) string {
	length := 0
	for i, r := range a {
		if !strings.HasPrefix(b[i:], string(r)) {
			break
		}
		length = i + len(string(r))
	}
	return a[:length]
}

// isFlag reports whether a value only says that a label or taint is there.
func isFlag(value string) bool {
	switch strings.ToLower(value) {
	case "", "true", "yes", "y", "on", "1", "present", "enabled", "exists":
		return true
	}
	return false
}
