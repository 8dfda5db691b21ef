# The habits of the project, one word each. `make` alone lists them.
.PHONY: help run build demo test check bench release clean

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
BUILD   := CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)'

help:    ## this list
	@grep -E '^[a-z]+: .*##' Makefile | sed 's/:.*##/ -/'

run: build ## make the demo movement if it is not there yet, and show it on http://127.0.0.1:8080
	bin/barnstorm demo

build: ## bin/barnstorm, one static binary
	$(BUILD) -o bin/barnstorm .

demo: build ## throw the demo movement away, make it anew and show it
	rm -f data/demo.db data/demo.db-wal data/demo.db-shm data/demo.db.key
	bin/barnstorm demo

test: ## every test there is, with a private PostgreSQL and a real browser; installs what it lacks
	.ci/need postgresql chromium gcc
	.ci/with-postgres .ci/go-test ./api/journey ./store ./... # the longest first

check: ## format, vet, staticcheck, and SQL that is always a constant
	@test -z "$$(gofmt -l .)" || { gofmt -d . ; exit 1; }
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	go test -run Constant ./store

bench: ## measure against the database's own limits; writes BENCHMARKS.md
	.ci/need postgresql pgbench chromium
	FSYNC=on BENCHMARKS=$(CURDIR)/BENCHMARKS.md .ci/with-postgres go test -run '^TestBench$$' -timeout 25m -v ./api/journey

release: ## binaries for Linux with their checksums, in bin/
	for arch in amd64 arm64; do GOOS=linux GOARCH=$$arch $(BUILD) -o bin/barnstorm-$(VERSION)-linux-$$arch . || exit 1; done
	cd bin && sha256sum barnstorm-$(VERSION)-linux-* > barnstorm-$(VERSION).sha256

clean: ## away with what was built; data/ stays
	rm -rf bin
