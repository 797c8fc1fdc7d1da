package manifest

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
