package policies

import (
	"path"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// hostMount is a directory or file of the node that a container sees.
type hostMount struct {
	mount, volume manifest.Ref // the volumeMount, and the path of its hostPath
	hostPath      string       // as it is written
	path          string       // what is seen of the node: clean, with / between names
	readOnly      bool
}

// hostPaths returns the volumes of a pod that are hostPaths, by name.
func hostPaths(spec manifest.Ref) map[string]hostMount {
	found := map[string]hostMount{}
	volumes, _ := spec.At("volumes").Value().([]any)
	for i, item := range volumes {
		volume, _ := item.(map[string]any)
		host, _ := volume["hostPath"].(map[string]any)
		name, named := volume["name"].(string)
		if at := text(host["path"]); named && at != "" {
			found[name] = hostMount{hostPath: at, volume: spec.At("volumes", i, "hostPath", "path")}
		}
	}
	return found
}

// hostMounts returns what a container sees of its node through volumes. What
// subPathExpr makes of a path is known on the node only: such mounts are left out.
func hostMounts(c manifest.Ref, raw map[string]any, volumes map[string]hostMount) []hostMount {
	var found []hostMount
	mounts, _ := raw["volumeMounts"].([]any)
	for i, item := range mounts {
		mount, _ := item.(map[string]any)
		if seen, isHost := volumes[text(mount["name"])]; isHost && text(mount["subPathExpr"]) == "" {
			seen.mount = c.At("volumeMounts", i)
			seen.path = cleanPath(seen.hostPath + "/" + text(mount["subPath"]))
			seen.readOnly = mount["readOnly"] == true
			found = append(found, seen)
		}
	}
	return found
}

// cleanPath writes a path of Linux or Windows in one way. A drive is its root: C:\
// is "/".
func cleanPath(written string) string {
	clean := strings.ReplaceAll(written, `\`, "/")
	if len(clean) > 1 && clean[1] == ':' {
		clean = clean[2:]
	}
	return path.Clean("/" + clean)
}
