package manifest

// ParseWhole reads a file in one go, whatever its size.
func ParseWhole(name string, data []byte) *File {
	file := &File{Name: name, data: data}
	file.parseWhole()
	return file
}

// ParseInPieces reads a List of any size in pieces, and reports whether it could
// be cut.
func ParseInPieces(name string, data []byte, pieceSize int) (*File, bool) {
	file := &File{Name: name, data: data}
	cut := file.parseInPieces(0, pieceSize)
	return file, cut
}
