package validation

import (
	corev1 "k8s.io/api/core/v1"
)

// projection judges the sources of one projected volume.
type projection struct {
	at    cursor
	paths map[string]bool // of the files so far
}

// checkProjected follows validateProjectedVolumeSource and validateProjectionSources.
func checkProjected(c cursor, volume *corev1.ProjectedVolumeSource) {
	checkMode(c.child("defaultMode"), volume.DefaultMode)
	p := projection{at: c, paths: map[string]bool{}}
	for i := range volume.Sources {
		p.checkSource(c.child("sources").index(i), &volume.Sources[i])
	}
}

func (p projection) checkSource(c cursor, source *corev1.VolumeProjection) {
	kinds := 0
	has := func(set bool) bool {
		if set {
			kinds++
		}
		return set
	}
	if has(source.Secret != nil) {
		p.checkFiles(c.child("secret"), source.Secret.Name, source.Secret.Items)
	}
	if has(source.ConfigMap != nil) {
		p.checkFiles(c.child("configMap"), source.ConfigMap.Name, source.ConfigMap.Items)
	}
	if has(source.DownwardAPI != nil) {
		p.checkDownward(c.child("downwardAPI"), source.DownwardAPI.Items)
	}
	if has(source.ServiceAccountToken != nil) {
		p.checkToken(c.child("serviceAccountToken"), source.ServiceAccountToken)
	}
	if has(source.ClusterTrustBundle != nil) {
		p.checkTrustBundle(c.child("clusterTrustBundle"), source.ClusterTrustBundle)
	}
	if has(source.PodCertificate != nil) {
		p.checkCertificate(c.child("podCertificate"), source.PodCertificate)
	}
	if kinds > 1 {
		c.forbidden("may not specify more than 1 volume type per source")
	}
}

// claim reports a file that another source writes already. The server names the
// volume.
func (p projection) claim(at cursor, path, shown string) {
	if p.paths[path] {
		p.at.editing(at).invalid(shown, "conflicting duplicate paths")
	}
	p.paths[path] = true
}

func (p projection) checkFiles(c cursor, name string, items []corev1.KeyToPath) {
	require(c.child("name"), name)
	for i := range items {
		at := c.child("items").index(i)
		checkItem(at, &items[i])
		if items[i].Path != "" {
			p.claim(at.child("path"), items[i].Path, name)
		}
	}
}

func (p projection) checkDownward(c cursor, files []corev1.DownwardAPIVolumeFile) {
	for i := range files {
		at := c.child("items").index(i)
		checkDownwardFile(c, at, &files[i])
		if files[i].Path != "" {
			p.claim(at.child("path"), files[i].Path, files[i].Path)
		}
	}
}

// The bounds of the life of a token in seconds.
const (
	minTokenSeconds = 10 * 60
	maxTokenSeconds = 1 << 32
)

// checkToken names the volume where it means the path of the token.
func (p projection) checkToken(c cursor, token *corev1.ServiceAccountTokenProjection) {
	expiration := c.child("expirationSeconds")
	if seconds := token.ExpirationSeconds; seconds != nil {
		if *seconds < minTokenSeconds {
			expiration.invalid(*seconds, "may not specify a duration less than 10 minutes")
		}
		if *seconds > maxTokenSeconds {
			expiration.invalid(*seconds, "may not specify a duration larger than 2^32 seconds")
		}
	}
	at := p.at.child("path").editing(c.child("path"))
	if token.Path == "" {
		at.required("")
		return
	}
	checkFilePath(at, token.Path)
}
