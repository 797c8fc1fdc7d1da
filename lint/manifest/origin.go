package manifest

// Origin knows where an object comes from that a tool made out of files, as
// kustomize and Helm do.
type Origin interface {
	// Source returns the object of a file that became this one, nil for one that was
	// generated.
	Source() *Object
	// Locate returns the field to edit in order to change the field that a path
	// leads to, which the object has. The field is one of another object.
	Locate(path Path) Ref
}

// SetOrigin says where a built object comes from. From then on its fields have
// their places there, and File is the file of its source.
func (o *Object) SetOrigin(origin Origin) {
	o.origin = origin
	if source := origin.Source(); source != nil {
		o.File = source.File
	}
}

// Built reports whether a tool made the object: what stands in the files is not
// what it holds.
func (o *Object) Built() bool { return o.origin != nil }

// Source returns the object of a file that became this one: itself where no tool
// made it, nil where a tool made it out of nothing.
func (o *Object) Source() *Object {
	for o != nil && o.origin != nil {
		o = o.origin.Source()
	}
	return o
}

// written returns the field of a file that stands for r.
func (r Ref) written() Ref {
	for r.Object != nil && r.Object.origin != nil {
		r = r.Object.origin.Locate(r.present())
	}
	return r
}

// present returns as much of the path as the object has.
func (r Ref) present() Path {
	for size := range r.Path {
		if !(Ref{r.Object, r.Path[:size+1]}).Exists() {
			return r.Path[:size]
		}
	}
	return r.Path
}

// builtFaults turns the faults of a built object into those that can be seen in
// files. A repeated key is lost when an object is built: the source tells of it.
func (o *Object) builtFaults(faults []Fault) []Fault {
	kept := faults[:0]
	for _, fault := range faults {
		if fault.Kind != RepeatedKey {
			kept = append(kept, fault)
		}
	}
	source := o.Source()
	if source == nil {
		return kept
	}
	for _, fault := range source.Faults() {
		if fault.Kind == RepeatedKey {
			kept = append(kept, fault)
		}
	}
	return kept
}
