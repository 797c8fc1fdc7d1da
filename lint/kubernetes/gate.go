package kubernetes

import (
	_ "embed"
)

//go:embed gates.tsv
var gateTable string

// Gate is the name of a feature gate.
type Gate string

// The gates that more depends on than a field of gates.tsv.
const (
	// TaintTolerationComparisonOperators lets tolerations compare numbers.
	TaintTolerationComparisonOperators Gate = "TaintTolerationComparisonOperators"
)

// Stage is how far a feature is in a version.
type Stage string

// The stages of a feature.
const (
	Absent Stage = "absent"
	Alpha  Stage = "alpha"
	Beta   Stage = "beta"
	GA     Stage = "GA"
)

// Feature is what is known of a feature gate: the first versions of its stages, 0 where
// it never was in one.
type Feature struct {
	Gate                Gate
	Alpha, Beta, On, GA Version
	// Enhancement is its proposal, KEP-753.
	Enhancement string
}

// Features returns all gates that are known, in the order of their table.
func Features() []Feature {
	var all []Feature
	for _, row := range rows(gateTable) {
		all = append(all, Feature{
			Gate: Gate(row[0]), Alpha: versionIn(row[1]), Beta: versionIn(row[2]),
			On: versionIn(row[3]), GA: versionIn(row[4]), Enhancement: row[5],
		})
	}
	return all
}

// FeatureOf returns what is known of a gate.
func FeatureOf(gate Gate) (Feature, bool) {
	for _, feature := range Features() {
		if feature.Gate == gate {
			return feature, true
		}
	}
	return Feature{}, false
}

// OnIn reports whether the gate is on by default in a version.
func (f Feature) OnIn(v Version) bool { return f.On != 0 && v.AtLeast(f.On) }

// In returns how far the feature is in a version.
func (f Feature) In(v Version) Stage {
	reached := func(stage Version) bool { return stage != 0 && v.AtLeast(stage) }
	switch {
	case reached(f.GA):
		return GA
	case reached(f.Beta):
		return Beta
	case reached(f.Alpha):
		return Alpha
	}
	return Absent
}
