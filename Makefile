.PHONY: check test lint update fuzz bench conformance charts

# All that a change must pass; installs the tools that it needs.
check:
	bash .ci/run

test:
	go test ./...

lint:
	golangci-lint run ./...

# Writes the golden files and all that is generated anew: read the diff.
update:
	go generate ./...
	go test ./lint/report ./cmd/dslint -update

# Runs every fuzz target for FUZZTIME.
FUZZTIME ?= 30s
fuzz:
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
		done; \
	done

bench:
	go test -run '^$$' -bench . -benchmem ./...

# Compares dslint with Kubernetes' own code: placement on N pairs of a Node and a
# DaemonSet, what is said of fields on N workloads that are changed at random. What
# differs is shrunk, and of placement written to conformance/differences.
N ?= 10000
SEED ?= 1
conformance:
	cd conformance && go run . -n $(N) -seed $(SEED)
	cd conformance && go run ./validation -n $(N) -seed $(SEED) $(abspath $(wildcard ../shared/corpus ../shared/truth))

# Compares how the charts below a folder are rendered with Helm's own engine.
charts:
	cd conformance && go run ./charts $(abspath $(CHARTS))
