# Makefile - builds libsecmail, its examples and its tests; `make help` lists what it can do
#
# A module is a folder in lib. Its sources are found by wildcard; lib/<module>/module.mk says the rest:
#   <module>.ABOUT      one line for the .pc file
#   <module>.HEADERS    its headers in include/secmail
#   <module>.NEEDS      the modules it stands on
#   <module>.PKGS       the outside libraries it links, by their pkg-config names
#   <module>.DEBS       the Debian packages that bring them, in the same order
#   <module>.LIBS       outside libraries without a .pc file, as -l options
#   <module>.BENCH_PKGS, <module>.BENCH_LIBS   what its benchmark links beside that (BENCH_DEBS: the packages)
#   <module>.BENCH_INCLUDES   headers of such libraries that pkg-config does not know
#   <module>.BENCH_ALSO       sources of other folders that its benchmark is made of
#   <module>.BENCH_GO         its peers in Go, each as program:package
# A program (examples/secmail-x.c or a folder examples/secmail-x, tests/conformance/x.c ...) needs no list:
# it is linked with the modules whose headers it includes, and left out when one of them is not built.

VERSION := 0.1.0
SOVERSION := 0

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
PKGCONFIGDIR ?= $(LIBDIR)/pkgconfig
MANDIR ?= $(PREFIX)/share/man
LIBEXECDIR ?= $(PREFIX)/libexec/secmail
DESTDIR ?=

BUILD ?= build
PKG_CONFIG ?= pkg-config
INSTALL ?= install
CFLAGS ?= -O2 -g
SANITIZE ?=

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin AR),default)
AR := ar
endif

# Each kind of build keeps its own objects, so that going from one to another rebuilds nothing.
B := $(BUILD)$(if $(SANITIZE),/$(SANITIZE))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
comma := ,

include mk/modules.mk
include mk/flags.mk
include mk/libraries.mk
include mk/engine.mk
include mk/programs.mk
include mk/tests.mk
include mk/bench.mk
include mk/fuzz.mk
include mk/lint.mk
include mk/install.mk

.PHONY: all lib examples engine tests clean help
all: lib examples engine
lib: $(LIBRARIES)
engine: $(ENGINE)
examples: $(EXAMPLES)
tests: $(TEST_PROGRAMS) $(ENGINE)

clean:
	rm -rf $(BUILD)

help:
	@sed -n 's/^#: //p' mk/help.txt

-include $(DEPENDENCY_FILES)
