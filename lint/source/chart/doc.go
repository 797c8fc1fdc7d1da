// Package chart renders Helm charts as helm template does, offline: nothing is
// fetched, and lookup finds nothing. It renders with the packages of Helm that bring
// no client along, which would cost every start of the program more than all else.
package chart
