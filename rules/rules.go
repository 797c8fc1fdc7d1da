// Package rules holds the rules that are written in Go, one file each with its
// examples beside it.
package rules

import (
	"slices"

	"github.com/dslint/dslint/lint"
)

// All returns the rules in the order in which they are listed and run.
<<<<<<< HEAD
func All() []*lint.Rule { //nolint:funlen // it is a list
=======
func All() []*lint.Rule {
	return slices.Concat(aboutNodes(), aboutPods(), aboutManifests())
}

// aboutNodes lists the rules on who runs where.
func aboutNodes() []*lint.Rule {
>>>>>>> b3b282b (Split the list of rules; speak of virtual nodes that a pack tells of)
	return []*lint.Rule{
		affinityTermsAreORed,
		contradictoryNodeConstraints,
		hostnameLabelAssumedNodeName,
		nodeNameInMatchExpressions,
		notInMatchesUnlabelledNodes,
		podAffinityOrSpreadOnDaemonSet,
		preferredNodeAffinityHasNoEffect,
		masterTolerationWithoutControlPlane,
		removedAPIVersion,
		deprecatedNodeLabel,
		deprecatedPodAnnotations,
		removedMasterLabel,
		removedVolumePlugin,
		versionGatedField,
		lint.BadSuppression(),
		unknownClass,
		cordonedDoesNotStopDaemonSet,
		inventoryAllocatableImplausible,
		inventoryDrift,
		inventoryMissingStandardLabels,
		inventoryTransientTaint,
		admissionSelectorMismatch,
		brokenIntent,
		brokenLock,
		daemonSetMatchesNoNode,
		hostPortConflict,
		missingArchSelector,
		missingInventory,
		missingOSSelector,
		nodeNamePinned,
		podOSLabelMismatch,
		refusedPod,
		runtimeClassSchedulingMismatch,
		schedulesOnVirtualNode,
		toleratedTaint,
		untoleratedTaint,
	}
}

// aboutPods lists the rules on what pods refer to, request and tolerate.
func aboutPods() []*lint.Rule {
	return []*lint.Rule{
		autoscalerTargetsDaemonSet,
		duplicateDaemonSet,
		missingConfigReference,
		missingServiceAccount,
		overlappingPodSelectors,
		priorityClassUnknown,
		readWriteOnceClaim,
		maxUnavailableTooHigh,
		noReadinessGateOnRollout,
		rolloutBlockedByOneBadNode,
		volatileLabelInSelector,
		cpuUnitSuspicious,
		daemonSetConsumesDevices,
		criticalPriorityNeedsQuota,
		daemonSetOverhead,
		effectiveRequestSurprise,
		exceedsNodeAllocatable,
		maxPodsExceeded,
		memoryUnitSuspicious,
		missingPriorityClass,
		missingRequests,
		requestExceedsLimit,
		unknownNodeCapacity,
		blanketToleration,
		redundantDaemonSetToleration,
		startupTaintDeadlock,
		toleratesNodeRetirementTaint,
		networkAgentNeedsNotReadyToleration,
		tolerationEmptyKey,
		tolerationExistsWithValue,
		tolerationNeverMatches,
		tolerationSecondsIgnored,
		tolerationSecondsWithoutNoExecute,
		tolerationUnknownEffect,
		unlistedToleration,
	}
}

// aboutManifests lists the rules on what the API server and dslint can read.
func aboutManifests() []*lint.Rule {
	return []*lint.Rule{
		duplicateKey,
		failedBuild,
		invalidField,
		invalidNode,
		nonStringLabelValue,
		selectorTemplateMismatch,
		undeclaredNamespace,
		unknownField,
		unreadSource,
		wrongType,
		yamlSyntax,
	}
}
