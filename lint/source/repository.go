package source

import (
	"os"
	"path"
	"path/filepath"
	"strings"
)

// gitFolder is what makes a folder the root of a repository.
const gitFolder = ".git"

// repository is the one that the files of a run lie in.
type repository struct {
	// roots are the folders that paths may start from, the best one first.
	roots   []string
	remotes []string // addresses
	// whole tells that it is all there: what a path does not lead to does not exist.
	whole bool
}

// repositoryOf returns the repository of a file. Where it is in none, paths may start
// from the folders that a run is about.
func repositoryOf(name string, options *Options) *repository {
	folder := filepath.Dir(name)
	r := &repository{}
	if absolute, err := filepath.Abs(folder); err == nil {
		if root := repositoryRoot(absolute); root != "" {
			if up, err := filepath.Rel(absolute, root); err == nil {
				r.roots = append(r.roots, filepath.Join(folder, up))
			}
			r.remotes, r.whole = remotesOf(root), true
			return r
		}
	}
	r.whole = options.Within != "" // it is the tree of a revision
	for _, root := range append([]string{options.Within, options.Root}, options.Paths...) {
		if root != "" && isFolder(root) {
			r.roots = append(r.roots, root)
		}
	}
	return r
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// find returns where a path of the repository leads, and whether there is something.
func (r *repository) find(inside string) (string, bool) {
	inside = path.Clean("/" + filepath.ToSlash(inside)) // it leads out of nothing
	for _, root := range r.roots {
		name := filepath.Join(root, filepath.FromSlash(inside))
		if _, err := os.Stat(name); err == nil {
			return name, true
		}
	}
	return "", false
}

// isOwn reports whether an address is that of the repository, or of the one that it
// is a fork of: their names are equal.
func (r *repository) isOwn(address string) bool {
	wanted := repositoryName(address)
	for _, remote := range r.remotes {
		if wanted != "" && repositoryName(remote) == wanted {
			return true
		}
	}
	return false
}

// repositoryName is the last part of the address of a repository.
func repositoryName(address string) string {
	address = strings.ToLower(strings.TrimRight(strings.TrimSpace(address), "/"))
	address = strings.TrimSuffix(address, ".git")
	if at := strings.LastIndexAny(address, "/:"); at >= 0 {
		return address[at+1:]
	}
	return address
}

// remotesOf reads the addresses in the settings of a repository. A linked working
// tree has them in the repository that it belongs to.
func remotesOf(root string) []string {
	folder := filepath.Join(root, gitFolder)
	if text, err := os.ReadFile(folder); err == nil {
		linked, is := strings.CutPrefix(strings.TrimSpace(string(text)), "gitdir:")
		if !is {
			return nil
		}
		folder = from(root, strings.TrimSpace(linked))
	}
	if text, err := os.ReadFile(filepath.Join(folder, "commondir")); err == nil { //nolint:gosec // git follows it, too
		folder = from(folder, strings.TrimSpace(string(text)))
	}
	text, err := os.ReadFile(filepath.Join(folder, "config")) //nolint:gosec // git follows it, too
	if err != nil {
		return nil
	}
	var remotes []string
	section := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = line
		}
		key, value, found := strings.Cut(line, "=")
		if found && strings.TrimSpace(key) == "url" && strings.HasPrefix(section, "[remote ") {
			remotes = append(remotes, strings.TrimSpace(value))
		}
	}
	return remotes
}

// from is where a path leads that is written in a folder.
func from(folder, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(folder, name)
}
