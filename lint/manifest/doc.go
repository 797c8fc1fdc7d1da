// Package manifest reads YAML and JSON into Kubernetes objects whose every
// value keeps its position.
//
// A file is read with [Parse]. What can be read becomes an [Object], what
// cannot becomes a [Problem]; nothing is dropped and nothing panics. Rules speak
// of fields as a [Ref], an object and a [Path] in it, and never of lines: the Ref
// finds the place that a person must edit.
//
// Values mean what kubectl takes them for (YAML 1.1 scalars, last of two equal
// keys), and typed values are what the API server would decode.
package manifest
