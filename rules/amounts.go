package rules

import (
	"fmt"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// amounts writes two quantities that are compared, short enough to be read and
// exact where the short forms are equal.
func amounts(a, b resource.Quantity, name corev1.ResourceName) (left, right string) {
	left, right = amount(a, name), amount(b, name)
	if left == right && a.Cmp(b) != 0 {
		return a.String(), b.String()
	}
	return left, right
}

// amount writes bytes in the unit that leaves up to four digits.
func amount(q resource.Quantity, name corev1.ResourceName) string {
	if name != corev1.ResourceMemory && name != corev1.ResourceEphemeralStorage {
		return q.String()
	}
	const step, digits = 1024, 10 * 1024
	value := q.Value()
	for _, unit := range []string{"", "Ki", "Mi", "Gi", "Ti"} {
		if value < digits && (value < step || value%step != 0) {
			return fmt.Sprintf("%d%s", value, unit)
		}
		value /= step
	}
	return q.String()
}

// percent is part of whole in percent, rounded down.
func percent(part, whole int64) string {
	const hundred = 100
	return strconv.FormatInt(int64(float64(part)/float64(whole)*hundred), 10) + " %"
}
