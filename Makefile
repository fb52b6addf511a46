# FilterMap Lab. "make run" needs Go and nothing else.

GO ?= go

# The official archive of CIFAR-10 in its binary version, and its MD5 sum as
# its authors give it.
CIFAR_URL = https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz
CIFAR_MD5 = c32a1d4ab5d03f1284b67883e8d87530
CIFAR = data/cifar-10-binary.tar.gz

.PHONY: help build single run desktop test bench data edge edge-dev clean

help:
	@echo "make run     build the page and serve it; the address is printed"
	@echo "make desktop open the same view in a window of its own"
	@echo "make build   build the page (dist/) and the command line (bin/fmlab)"
	@echo "make single  build one HTML file that has everything (dist/filtermap-lab.html)"
	@echo "make test    check everything; make test STAGES=\"format vet go\" a part of it"
	@echo "make bench   measure the speed of mathematics and devices"
	@echo "make data    fetch CIFAR-10 into data/"
	@echo "make edge    build the hosted site (dist/edge/); make edge-dev runs it here; see wasm/edge/README.md"
	@echo "make clean   remove what was built"

build:
	$(GO) run ./wasm/bundle
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/fmlab ./engine/cmd/fmlab

single:
	$(GO) run ./wasm/bundle
	@echo "dist/filtermap-lab.html has everything; open it, mail it, put it on a stick"

run: build
	@bin/fmlab serve

desktop:
	CGO_ENABLED=0 $(GO) run -trimpath ./ui/desktop

test:
	$(GO) run ./.ci/check $(STAGES)

bench:
	$(GO) test -run='^$$' -bench=. ./filtermap/... ./engine/...

# What has been fetched is kept in a .part file until it is whole, so that a
# download that was cut off goes on where it stopped.
data:
	@mkdir -p data
	@sum() { \
	  if command -v md5sum >/dev/null 2>&1; then md5sum "$$1" | cut -d ' ' -f 1; else md5 -q "$$1"; fi; \
	}; \
	whole() { [ -f "$$1" ] && [ "$$(sum "$$1")" = "$(CIFAR_MD5)" ]; }; \
	done_() { echo "$(CIFAR) is there, and whole; train on it with: bin/fmlab train -data $(CIFAR)"; }; \
	if whole $(CIFAR); then done_; exit 0; fi; \
	if ! whole $(CIFAR).part; then \
	  if command -v curl >/dev/null 2>&1; then \
	    curl --fail --location --continue-at - --output $(CIFAR).part "$(CIFAR_URL)"; \
	  elif command -v wget >/dev/null 2>&1; then \
	    wget --continue --output-document=$(CIFAR).part "$(CIFAR_URL)"; \
	  else \
	    echo "make data needs curl or wget; install one, or fetch $(CIFAR_URL) yourself and put it into data/" >&2; exit 1; \
	  fi || { \
	    echo "CIFAR-10 could not be fetched. Run make data again when there is a network: it goes on where it stopped." >&2; \
	    echo "Or fetch $(CIFAR_URL) elsewhere and put it into data/. Training works without: bin/fmlab train -data shapes" >&2; exit 1; \
	  }; \
	fi; \
	if whole $(CIFAR).part; then mv $(CIFAR).part $(CIFAR) && done_; else \
	  rm -f $(CIFAR).part; \
	  echo "what was fetched is damaged (its MD5 sum is not $(CIFAR_MD5)) and was removed; run make data again" >&2; exit 1; \
	fi

# The hosted site: what wrangler deploys, and the same on this machine. SHARDS
# names a folder that "fmlab shards" has written.
edge: build
	$(GO) run ./wasm/edge/build

edge-dev: edge
	cd wasm/edge && npm ci --no-audit --no-fund --loglevel=error --ignore-scripts
	cd wasm/edge && node dev.mjs $(if $(SHARDS),--shards "$(abspath $(SHARDS))")

clean:
	rm -rf dist bin sw.js
