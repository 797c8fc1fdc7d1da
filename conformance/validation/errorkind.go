package main

import (
	"regexp"
	"strings"
)

var (
	above   = regexp.MustCompile(`^spec\.(jobTemplate\.spec\.)?(template\.spec\.)?`)
	lists   = regexp.MustCompile(`(initC|ephemeralC|c)ontainers`)
	indices = regexp.MustCompile(`\[[^\]]*\]`)
	values  = regexp.MustCompile(`"(\\.|[^"\\])*"|\{.*\}|-?[0-9][0-9.e+]*`)
	target  = regexp.MustCompile(`Go struct field .* of type .*`)
)

// errorKind is what errors of one kind have in common: the last name of the path, and
// the message without values.
func errorKind(text string) string {
	path, message, found := strings.Cut(text, ": ")
	if !found || strings.ContainsAny(path, " ") || path == "json" {
		return target.ReplaceAllString(values.ReplaceAllString(text, "_"), "_")
	}
	path = lists.ReplaceAllString(above.ReplaceAllString(indices.ReplaceAllString(path, ""), ""), "containers")
	names := strings.Split(path, ".")
	message = values.ReplaceAllString(message, "_")
	if strings.Contains(message, "regex used") || strings.Contains(message, " bytes") {
		return message // names are wrong in the same ways everywhere
	}
	message, _, _ = strings.Cut(message, " which is empty")
	message, _, _ = strings.Cut(message, "resourceClaims: ")
	return names[len(names)-1] + ": " + message
}
