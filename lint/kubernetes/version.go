package kubernetes

import (
	"fmt"
	"regexp"
	"strconv"
)

// Version is a minor version of Kubernetes 1. The zero value stands for [Latest].
type Version int

// The range of the versions that dslint decides for.
const (
	Oldest Version = 28
	Latest Version = 37
)

// Parse reads a version as kubectl, providers and people write it: 1.29, v1.29.4,
// 1.29.4-gke.100, v1.29.4+k3s1, 1.29+. What follows the minor version is read over: it
// changes nothing of what dslint decides. The error tells which versions there are.
func Parse(text string) (Version, error) {
	spelling := regexp.MustCompile(`^v?1\.([0-9]{1,4})(\.[0-9]+)?([-+][0-9A-Za-z.+-]*)?$`)
	if parts := spelling.FindStringSubmatch(text); parts != nil {
		if minor, err := strconv.Atoi(parts[1]); err == nil && Version(minor) >= Oldest && Version(minor) <= Latest {
			return Version(minor), nil
		}
	}
	return 0, fmt.Errorf("unknown version %q of Kubernetes: dslint knows %s to %s", text, Oldest, Latest)
}

// String returns the version as "1.29".
func (v Version) String() string { return "1." + strconv.Itoa(v.Minor()) }

// Minor returns the 29 of "1.29".
func (v Version) Minor() int { return int(v.resolved()) }

// AtLeast reports whether v is other or newer.
func (v Version) AtLeast(other Version) bool { return v.resolved() >= other.resolved() }

// Before reports whether v is older than other.
func (v Version) Before(other Version) bool { return !v.AtLeast(other) }

func (v Version) resolved() Version {
	if v == 0 {
		return Latest
	}
	return v
}

// Set reads the value of a flag; see [Parse].
func (v *Version) Set(text string) error {
	parsed, err := Parse(text)
	if err != nil {
		return err
	}
	*v = parsed
	return nil
}

// Type is what the help of a flag calls the value.
func (v *Version) Type() string { return "version" }

// Names lists the versions that there are, the newest first.
func Names() []string {
	names := make([]string, 0, Latest-Oldest+1)
	for v := Latest; v >= Oldest; v-- {
		names = append(names, v.String())
	}
	return names
}
