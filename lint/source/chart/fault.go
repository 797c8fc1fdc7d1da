package chart

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// Fault is why a chart cannot be rendered.
//
//nolint:errname // it is a fault of the chart, as there are faults of fields
type Fault struct {
	// Template is the file, named from the chart on; Line is 0 where it is not known.
	Template string
	Line     int
	Message  string
	// Path leads to the field that is wrong: of the values where Values is set, of the file
	// else. It is nil where the line tells.
	Path   []string
	Values bool
	// Source tells that the text of the template is wrong, whatever the values are.
	Source bool
}

// Error returns the message.
func (f *Fault) Error() string { return f.Message }

// newFault finds the place in an error of text/template: template: NAME:LINE:COLUMN:
// executing "NAME" at <...>: reason.
func newFault(name string, err error, isSource bool) *Fault {
	fault := &Fault{Template: name, Message: err.Error(), Source: isSource}
	parts := regexp.MustCompile(`(?s)^template: (.+?):(\d+)(?::\d+)?: (.*)$`).FindStringSubmatch(err.Error())
	if parts == nil {
		return fault
	}
	fault.Template, fault.Message = parts[1], parts[3]
	fault.Line, _ = strconv.Atoi(parts[2])
	if said, ok := errors.AsType[refusal](err); ok {
		fault.Message = strings.TrimSpace(said.message)
		return fault
	}
	if at := strings.LastIndex(fault.Message, ">: "); at >= 0 && !isSource {
		fault.Message = fault.Message[at+len(">: "):]
	}
	return fault
}
