package manifest

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Set is everything that a run looks at, in the order in which it was named.
type Set struct {
	Files []*File
}

// Objects returns the objects of all files, in order.
func (s *Set) Objects() []*Object {
	count := 0
	for _, file := range s.Files {
		count += len(file.Objects)
	}
	all := make([]*Object, 0, count)
	for _, file := range s.Files {
		all = append(all, file.Objects...)
	}
	return all
}

// File returns the file of a name, nil where there is none.
func (s *Set) File(name string) *File {
	for _, file := range s.Files {
		if file.Name == name {
			return file
		}
	}
	return nil
}

// Part returns the files of a set, and of each the objects, that belong to something.
// The object is nil where a file itself is asked for; one that holds an object which
// belongs is there in any case. Nothing is copied but the lists.
func (s *Set) Part(belongs func(*File, *Object) bool) *Set {
	part := &Set{Files: make([]*File, 0, len(s.Files))}
	for _, file := range s.Files {
		kept := make([]*Object, 0, len(file.Objects))
		for _, object := range file.Objects {
			if belongs(file, object) {
				kept = append(kept, object)
			}
		}
		switch whole := belongs(file, nil); {
		case len(kept) == len(file.Objects) && (whole || len(kept) > 0):
			part.Files = append(part.Files, file)
		case whole || len(kept) > 0:
			part.Files = append(part.Files, file.part(kept))
		}
	}
	return part
}

// Map returns the set with what change makes of each object. Nothing of the set itself
// changes.
func (s *Set) Map(change func(*Object) *Object) *Set {
	mapped := &Set{Files: make([]*File, len(s.Files))}
	for i, file := range s.Files {
		objects, changed := make([]*Object, len(file.Objects)), false
		for j, object := range file.Objects {
			objects[j] = change(object)
			changed = changed || objects[j] != object
		}
		mapped.Files[i] = file
		if changed {
			mapped.Files[i] = file.part(objects)
		}
	}
	return mapped
}

// Decode decodes the objects of all files, side by side. They are decoded one by
// one without it, when they are first asked for.
func (s *Set) Decode() {
	objects := s.Objects()
	const batch = 64 // a goroutine for less costs more than it gains
	var next atomic.Int64
	work := func() {
		for {
			end := int(next.Add(batch))
			if end-batch >= len(objects) {
				return
			}
			for _, object := range objects[end-batch : min(end, len(objects))] {
				object.decode()
			}
		}
	}
	var group sync.WaitGroup
	for range min(len(objects)/batch, runtime.GOMAXPROCS(0)-1) {
		group.Go(work)
	}
	work()
	group.Wait()
}
