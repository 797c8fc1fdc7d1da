// Package kubernetes knows the versions of Kubernetes that dslint decides for, and
// what differs between them.
package kubernetes
