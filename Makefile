# make demo    installs what is missing, builds, and shows the main job on 10,000 generated subscribers
# make test    installs what is missing, builds, and runs all tests
# make build   the program and its plugins, in .build/release
# make install PREFIX=/usr/local
# make deb     a Debian package, DEB=.build/millrace.deb, for machines without Swift
# make fuzz ROUNDS=10    feeds every reader what chance wrote, ROUNDS times as much as 'make test', and counts
# make torture     kills, full disks, broken disks and broken answers at every point there is; takes hours, and counts
# make bench   speed, side by side with other tools
# make format  writes all Swift files as the formatter wants them

SWIFT   := swift
FLAGS   := -Xswiftc -use-ld=lld
PREFIX  ?= /usr/local
DEMO    ?= $(CURDIR)/.build/demo

# Debian packages beyond the Swift toolchain, make and git.
PACKAGES := gcc g++ pkg-config libcurl4-openssl-dev libsqlite3-dev libffi-dev libsimdjson-dev libseccomp-dev \
            libpcre2-dev libicu-dev libssl-dev zlib1g-dev libphonenumber-dev libprotobuf-dev libidn2-0 libpsl5 \
            libunistring2 libexpat1-dev openssl ca-certificates tzdata python3

DEB_PACKAGES := dpkg-dev patchelf binutils
# What the tests use beside those; what is not there is skipped, and said so.
TEST_PACKAGES := python3-aiosmtpd mandoc man-db chromium chromium-driver python3-venv $(DEB_PACKAGES)

.PHONY: help demo test build install deb bench fuzz torture format lint deps plugins clean

help:
	@sed -n 's/^# make/make/p' Makefile

deps:
	@missing=$$(for p in $(PACKAGES); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	  echo "installing" $$missing; \
	  sudo=$$([ $$(id -u) -eq 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

plugins: deps
	@$(MAKE) --no-print-directory -s -C Plugins OUT=$(CURDIR)/.build/plugins

# The program finds its plugins beside itself.
.build/%/plugins: plugins
	@ln -sfn $(CURDIR)/.build/plugins $@

build: deps
	$(SWIFT) build -c release $(FLAGS) --product millrace
	$(SWIFT) build -c release $(FLAGS) --product millrace-worker
	$(SWIFT) build -c release $(FLAGS) --product millrace-probe
	@$(MAKE) --no-print-directory .build/release/plugins

demo: build
	@.build/release/millrace demo --home $(DEMO)

# What drives the browser, from PyPI; without it the tests that need it are skipped. The second has axe-core, and would
# bring browsers of its own.
.build/venv: Tests/Browser/requirements.txt
	@mkdir -p .build && python3 -m venv $@ && $@/bin/pip install -q --disable-pip-version-check -r $< && \
	  $@/bin/pip install -q --disable-pip-version-check --no-deps axe-playwright-python && touch $@ || \
	  echo "the browser's tests are skipped: what Tests/Browser/requirements.txt names cannot be installed"

test: PACKAGES += $(TEST_PACKAGES)
test: deps
	@$(MAKE) --no-print-directory .build/venv
	$(SWIFT) build $(FLAGS) --build-tests
	@$(MAKE) --no-print-directory .build/debug/plugins
	$(SWIFT) test $(FLAGS) --skip-build --no-parallel

# The program finds its worker, plugins, the SDK and the console's files beside itself.
LIB = $(PREFIX)/lib/millrace
SHARE = $(PREFIX)/share
PACKAGING := Sources/millrace/Packaging
BUILT := .build/release

install: build
	install -d $(PREFIX)/bin $(PREFIX)/include $(LIB)/plugins/adapters $(LIB)/SDK
	install $(BUILT)/millrace $(BUILT)/millrace-worker $(BUILT)/millrace-probe $(LIB)
	cp -R $(BUILT)/millrace_Console.resources $(LIB)
	install -m 644 $(BUILT)/plugins/*.so $(BUILT)/plugins/*.plugin.yaml $(LIB)/plugins
	install -m 644 $(BUILT)/plugins/adapters/*.so $(LIB)/plugins/adapters
	cp -R SDK/README.md SDK/exports.map SDK/include SDK/swift SDK/rust SDK/examples SDK/templates SDK/schemas $(LIB)/SDK
	ln -sfn ../lib/millrace/SDK/include/millrace $(PREFIX)/include/millrace
	ln -sfn ../lib/millrace/millrace $(PREFIX)/bin/millrace
	install -d $(addprefix $(SHARE)/, man/man1 bash-completion/completions zsh/site-functions fish/vendor_completions.d)
	$(BUILT)/millrace --experimental-dump-help | python3 $(PACKAGING)/manual.py $$($(BUILT)/millrace --version) \
	  > $(SHARE)/man/man1/millrace.1
	$(BUILT)/millrace --generate-completion-script bash > $(SHARE)/bash-completion/completions/millrace
	$(BUILT)/millrace --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_millrace
	$(BUILT)/millrace --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/millrace.fish

# Packs what was built; the tests pack a debug build.
DEB       ?= .build/millrace.deb
DEB_FLAGS ?= -Zxz
DEB_MAINTAINER ?= The Millrace authors <millrace@localhost>
DEB_ROOT  := $(abspath $(DEB)).root

deb: PACKAGES += $(DEB_PACKAGES)
deb: build
	rm -rf $(DEB_ROOT)
	@$(MAKE) --no-print-directory -o build install PREFIX=$(DEB_ROOT)/usr BUILT=$(BUILT)
	python3 $(PACKAGING)/deb.py $(DEB_ROOT) $(DEB) '$(DEB_MAINTAINER)' $(DEB_FLAGS)
	rm -rf $(DEB_ROOT)

ROUNDS ?= 10

fuzz: deps
	$(SWIFT) build $(FLAGS) --build-tests
	@$(MAKE) --no-print-directory .build/debug/plugins
	@MILLRACE_FUZZ_ROUNDS=$(ROUNDS) python3 Tests/Fuzzing/fuzz.py

# SUITES= chooses some: make torture SUITES=Backup
torture: deps
	$(SWIFT) build $(FLAGS) --build-tests
	@$(MAKE) --no-print-directory .build/debug/plugins
	@python3 Tests/Torture/torture.py $(SUITES)

bench: build
	$(MAKE) --no-print-directory -C Tests/Bench

format:
	$(SWIFT) format -i -r Package.swift Sources Tests

lint:
	$(SWIFT) format lint --strict -r Package.swift Sources Tests

clean:
	rm -rf .build
