package policies

// Check compiles the policies of the directories as Load does, and holds what they
// say of the input against its schema: a misspelt field is an error.
func Check(dirs ...string) error {
	trees, err := readTrees(dirs)
	if err != nil {
		return err
	}
	var sources []source
	for _, t := range trees {
		sources = append(sources, t.sources()...)
	}
	modules, err := parseAll(withoutRepeats(sources))
	if err != nil {
		return err
	}
	_, err = compile(modules, compilation{strict: true, schema: true})
	return err
}
