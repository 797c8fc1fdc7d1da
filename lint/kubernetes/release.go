package kubernetes

// Release is a version of Kubernetes as a file writes it. Unquoted, 1.30 is the number
// 1.3: what counts is the text in the file.
type Release string

// UnmarshalJSON takes whatever there is; whoever reads the file puts its text in the
// place and judges that.
func (r *Release) UnmarshalJSON(data []byte) error {
	*r = Release(data)
	return nil
}
