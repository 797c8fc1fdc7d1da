// Package rules holds the rules that are written in Go, one file each with its
// examples beside it.
package rules

import (
	"github.com/dslint/dslint/lint"
)

// All returns the rules in the order in which they are listed and run.
func All() []*lint.Rule {
	return []*lint.Rule{
		contradictoryNodeConstraints,
		nodeNameInMatchExpressions,
		removedAPIVersion,
		removedMasterLabel,
		lint.BadSuppression(),
		brokenIntent,
		missingOSSelector,
		cpuUnitSuspicious,
		memoryUnitSuspicious,
		missingPriorityClass,
		missingRequests,
		requestExceedsLimit,
		blanketToleration,
		tolerationEmptyKey,
		tolerationExistsWithValue,
		tolerationSecondsWithoutNoExecute,
		tolerationUnknownEffect,
		duplicateKey,
		nonStringLabelValue,
		selectorTemplateMismatch,
		unknownField,
		wrongType,
		yamlSyntax,
	}
}
