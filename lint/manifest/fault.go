package manifest

// FaultKind says what is wrong with a field.
type FaultKind int

// The kinds of faults.
const (
	// UnknownField is a key that the type does not have. kubectl refuses it, other
	// clients drop it in silence.
	UnknownField FaultKind = iota
	// RepeatedKey is a key that a later equal one overrides.
	RepeatedKey
	// WrongType is a value that JSON cannot decode into the field.
	WrongType
	// BadValue is a value that the type of the field refuses: a quantity, a time.
	BadValue
	// Unfilled is a placeholder: what will stand there is not known. It is no fault of
	// the manifest, and what reads the field has nothing to say.
	Unfilled
)

// Fault is a field that the API server would not decode.
type Fault struct {
	Kind FaultKind
	// At is the field; for UnknownField and RepeatedKey its key is meant.
	At Ref
	// Place is the exact place, which differs from that of At for repeated keys.
	Place Span
	// Message tells a person what is wrong.
	Message string
	// API holds the words of the API server, without the prefix that names the
	// kind. It is empty where the server accepts the field.
	API string
	// Got is the JSON type that was found for WrongType: "bool", "number",
	// "object", "array" or "string"; Want is the Go type of the field.
	Got, Want string
	// Same tells for RepeatedKey that both entries hold the same.
	Same bool
}

// Typed returns the object decoded into its type of k8s.io/api, a pointer, or nil
// for kinds that are not known. A field with a fault keeps its zero value.
func (o *Object) Typed() any {
	o.decode()
	return o.typed
}

// Faults returns what the API server would refuse to decode.
func (o *Object) Faults() []Fault {
	o.decode()
	return o.faults
}

// As returns the object decoded as a *T, and whether it is one.
func As[T any](o *Object) (*T, bool) {
	typed, ok := o.Typed().(*T)
	return typed, ok
}

func (o *Object) decode() {
	o.decoded.Do(func() {
		empty := newTyped(o)
		if empty == nil {
			return
		}
		o.typed, o.faults = empty, decodeTyped(o, empty)
		if o.origin != nil {
			o.faults = o.builtFaults(o.faults)
		}
	})
}

// Decode reads the whole object, or any other mapping, into a pointer to a struct
// with JSON tags. It is for files that are not Kubernetes objects.
func (o *Object) Decode(into any) []Fault { return decodeInto(o, into) }
