package policies

import (
	"errors"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// place writes a location as file:line:column.
func place(at *ast.Location) string {
	if at == nil {
		return "policy"
	}
	return fmt.Sprintf("%s:%d:%d", at.File, max(at.Row, 1), max(at.Col, 1))
}

func faultAt(at *ast.Location, format string, args ...any) error {
	return fmt.Errorf("%s: "+format, append([]any{place(at)}, args...)...)
}

// explain puts the errors of OPA in the form that all of dslint uses, a line each.
func explain(err error) error {
	if list, ok := errors.AsType[ast.Errors](err); ok {
		faults := make([]error, len(list))
		for i, fault := range list {
			faults[i] = explain(fault)
		}
		return errors.Join(faults...)
	}
	if fault, ok := errors.AsType[*ast.Error](err); ok {
		return faultAt(fault.Location, "%s: %s%s", fault.Code, fault.Message, aboutSandbox(fault))
	}
	if fault, ok := errors.AsType[*topdown.Error](err); ok && fault.Location != nil {
		return faultAt(fault.Location, "%s: %s", fault.Code, fault.Message)
	}
	return err
}

// aboutSandbox says why a built-in function of OPA is not known.
func aboutSandbox(fault *ast.Error) string {
	name, undefined := strings.CutPrefix(fault.Message, "undefined function ")
	if !undefined || !isOutside(name) {
		return ""
	}
	return ": dslint works offline, and policies see neither network, files, clock, environment nor chance"
}
