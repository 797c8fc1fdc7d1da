package manifest

// Origin knows where an object comes from that a tool made out of files, as
// kustomize and Helm do.
type Origin interface {
	// Source returns the object of a file that became this one, nil for one that was
	// generated.
	Source() *Object
	// Span returns the place to edit in order to change the field that a path leads to,
	// which the object has; of its key where that is asked for.
	Span(path Path, key bool) Span
}

// SetOrigin says where a built object comes from. From then on its fields have
// their places there, and File is the file of its source.
func (o *Object) SetOrigin(origin Origin) {
	o.origin = origin
	if source := origin.Source(); source != nil {
		o.File = source.File
	}
}

// HasOrigin reports whether an object comes from an origin of a type.
func HasOrigin[T Origin](o *Object) bool {
	_, has := o.origin.(T)
	return has
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

// BuiltSpan returns the place of a field in the text that a tool made, as Span would
// if that were a file.
func (r Ref) BuiltSpan() Span { return r.ownSpan(false) }

// BuiltKeySpan does so for the key of a field.
func (r Ref) BuiltKeySpan() Span { return r.ownSpan(true) }

// ChartValue returns the place of the value of a chart that was put where a field stands,
// false where none was.
func (r Ref) ChartValue() (Span, bool) {
	if r.Object == nil {
		return Span{}, false
	}
	if from, ok := r.Object.origin.(interface{ Related(Path) (Span, bool) }); ok {
		return from.Related(r.present())
	}
	return Span{}, false
}

// Substituted returns the field that holds the value of a variable that stood where a
// field is now, false where there was none.
func (r Ref) Substituted() (Ref, bool) {
	if r.Object == nil {
		return Ref{}, false
	}
	if from, ok := r.Object.origin.(interface{ Substituted(path Path) (Ref, bool) }); ok {
		return from.Substituted(r.present())
	}
	return Ref{}, false
}

// written returns the field that became this one, if a tool made it and knows that.
func (r Ref) written() (Ref, bool) {
	from, ok := r.Object.origin.(interface{ Locate(path Path) Ref })
	if !ok {
		return Ref{}, false
	}
	at := from.Locate(r.Path)
	text, _ := r.Text()
	same, ok := at.Text()
	return at, ok && text == same
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
