// Package lint runs rules over a snapshot of manifests and nodes and gives their
// findings: suppressed where the manifests say so, with the severity that the
// config asks for, sorted. It reads no file and prints nothing.
package lint
