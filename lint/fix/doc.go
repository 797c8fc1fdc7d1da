// Package fix makes the fixes that rules suggest, round after round, and proves that
// each did what it was to do: the finding is gone, and none came in its place.
package fix
