package validation

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// internal prints a struct as the API server does when a message holds one: it
// validates internal types, which are those of the API without JSON tags, so that
// fields have their Go names and nothing is left out.
type internal struct{ value any }

// MarshalJSON implements json.Marshaler.
func (i internal) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	if err := writeInternal(&b, reflect.ValueOf(i.value)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func writeInternal(b *bytes.Buffer, v reflect.Value) error {
	switch kind := v.Kind(); {
	case kind == reflect.Pointer && !v.IsNil():
		return writeInternal(b, v.Elem())
	case kind == reflect.Struct && strings.HasPrefix(v.Type().PkgPath(), "k8s.io/api/"):
		return writeFields(b, v)
	case kind == reflect.Slice && !v.IsNil() && v.Type().Elem().Kind() == reflect.Struct:
		return writeItems(b, v)
	}
	text, err := json.Marshal(v.Interface())
	b.Write(text)
	return err
}

func writeFields(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('{')
	for i := range v.NumField() {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + v.Type().Field(i).Name + `":`)
		if err := writeInternal(b, v.Field(i)); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func writeItems(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeInternal(b, v.Index(i)); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}
