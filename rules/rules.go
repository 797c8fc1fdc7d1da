// Package rules holds the rules that are written in Go, one file each with its
// examples beside it.
package rules

import (
	"github.com/dslint/dslint/lint"
)

// All returns the rules in the order in which they are listed and run.
func All() []*lint.Rule {
	return []*lint.Rule{
		affinityTermsAreORed,
		contradictoryNodeConstraints,
		hostnameLabelAssumedNodeName,
		nodeNameInMatchExpressions,
		preferredNodeAffinityHasNoEffect,
		masterTolerationWithoutControlPlane,
		removedAPIVersion,
		removedMasterLabel,
		lint.BadSuppression(),
		unknownClass,
		brokenIntent,
		daemonSetMatchesNoNode,
		hostPortConflict,
		missingInventory,
		missingOSSelector,
		nodeNamePinned,
		refusedPod,
		schedulesOnVirtualNode,
		toleratedTaint,
		untoleratedTaint,
		cpuUnitSuspicious,
		daemonSetOverhead,
		exceedsNodeAllocatable,
		maxPodsExceeded,
		memoryUnitSuspicious,
		missingPriorityClass,
		missingRequests,
		requestExceedsLimit,
		unknownNodeCapacity,
		blanketToleration,
		startupTaintDeadlock,
		tolerationEmptyKey,
		tolerationExistsWithValue,
		tolerationNeverMatches,
		tolerationSecondsWithoutNoExecute,
		tolerationUnknownEffect,
		unlistedToleration,
		duplicateKey,
		invalidField,
		invalidNode,
		nonStringLabelValue,
		selectorTemplateMismatch,
		undeclaredNamespace,
		unknownField,
		wrongType,
		yamlSyntax,
	}
}
