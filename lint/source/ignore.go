package source

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// ignore knows what the .gitignore files from the root of the repository down to
// the folder at hand leave out.
type ignore struct {
	top      string // the root of the repository, or the folder that is walked
	patterns []gitignore.Pattern
	last     []gitignore.Pattern // those that come before all others
	matcher  gitignore.Matcher
}

// newIgnore reads the .gitignore files above a folder. A folder that is named is
// read even where it is ignored itself: then nothing above it counts.
func newIgnore(folder string) *ignore {
	absolute, err := filepath.Abs(folder)
	if err != nil {
		absolute = folder
	}
	top := &ignore{top: repositoryRoot(absolute), matcher: gitignore.NewMatcher(nil)}
	if top.top == "" {
		top.top = absolute
	}
	for _, above := range foldersBetween(top.top, absolute) {
		if top.matches(above, true) {
			return &ignore{top: absolute, matcher: gitignore.NewMatcher(nil)}
		}
		top.enter(above)
	}
	if top.matches(absolute, true) {
		return &ignore{top: absolute, matcher: gitignore.NewMatcher(nil)}
	}
	return top
}

// repositoryRoot returns the nearest folder at or above one that holds .git, ""
// where there is none.
func repositoryRoot(folder string) string {
	for {
		if _, err := os.Stat(filepath.Join(folder, ".git")); err == nil {
			return folder
		}
		above := filepath.Dir(folder)
		if above == folder {
			return ""
		}
		folder = above
	}
}

// foldersBetween lists the folders from top down to the one above bottom.
func foldersBetween(top, bottom string) []string {
	var between []string
	for folder := filepath.Dir(bottom); bottom != top && len(folder) >= len(top); folder = filepath.Dir(folder) {
		between = append([]string{folder}, between...)
		if folder == top {
			break
		}
	}
	return between
}

// enter reads the .gitignore of a folder. One that cannot be read leaves nothing
// out.
func (i *ignore) enter(folder string) { i.read(filepath.Join(folder, ".gitignore")) }

func (i *ignore) read(name string) {
	data, err := os.ReadFile(name)
	if err != nil {
		return
	}
	i.patterns = append(i.patterns, ignorePatterns(string(data), i.segments(filepath.Dir(name)))...)
	i.matcher = gitignore.NewMatcher(slices.Concat(i.patterns, i.last))
}

// ignorePatterns reads the lines of a .gitignore of a folder.
func ignorePatterns(text string, domain []string) []gitignore.Pattern {
	var patterns []gitignore.Pattern
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if line != "" && !strings.HasPrefix(line, "#") {
			patterns = append(patterns, gitignore.ParsePattern(line, domain))
		}
	}
	return patterns
}

func (i *ignore) matches(name string, isFolder bool) bool {
	if len(i.patterns)+len(i.last) == 0 {
		return false
	}
	segments := i.segments(name)
	return len(segments) > 0 && i.matcher.Match(segments, isFolder)
}

// segments are the parts of the way from the top to name.
func (i *ignore) segments(name string) []string {
	relative := Relative(i.top, name)
	if relative == "." || strings.HasPrefix(relative, "../") {
		return nil
	}
	return strings.Split(relative, "/")
}
