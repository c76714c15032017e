# bench.mk - one benchmark program for each module that has one: bench_<module>.c, with bench_<module>_*.c
#
# A peer in Go is a program of its own, tests/bench/<peer>/<peer>.go, named in <module>.BENCH_GO as <peer>:<package>.
# It is built beside the benchmark where go and Debian's source of the package are; else the benchmark says so.

BENCH ?=
bench_sources_of = $(sort $(wildcard tests/bench/bench_$1.c tests/bench/bench_$1_*.c) $($1.BENCH_ALSO))
BENCH_MODULES := $(strip $(foreach m,$(CODE_MODULES) private,$(if $(wildcard tests/bench/bench_$m.c),\
	$(if $(call buildable,$(call modules_of,$(call bench_sources_of,$m))),$m))))
ifneq ($(BENCH),)
ifneq ($(filter-out $(BENCH_MODULES),$(BENCH)),)
$(error there is no benchmark of $(filter-out $(BENCH_MODULES),$(BENCH)); there are: $(BENCH_MODULES))
endif
BENCH_MODULES := $(BENCH)
endif

# Peers are asked for only when a benchmark is to be built.
ifneq ($(filter bench bench-programs $(B)/bench/%,$(MAKECMDGOALS)),)
# BENCH_INCLUDES stand for peers that pkg-config doesn't know.
missing_peers = $(strip $(foreach p,$($1.BENCH_PKGS),$(shell $(PKG_CONFIG) --exists $p || echo $p)) \
	$(foreach h,$($1.BENCH_INCLUDES),$(shell $(CC) -E -include $h -x c /dev/null >/dev/null 2>&1 || echo $h)))
WITHOUT_PEERS := $(strip $(foreach m,$(BENCH_MODULES),$(if $(call missing_peers,$m),$m)))
# Lint compiles what it can; a benchmark without its peer would be none.
ifneq ($(filter bench $(B)/bench/%,$(MAKECMDGOALS)),)
ifneq ($(WITHOUT_PEERS),)
$(error $(foreach m,$(WITHOUT_PEERS),the benchmark of $m wants $(call missing_peers,$m) (Debian: \
	$($m.BENCH_DEBS));) to run the others: make bench BENCH="$(filter-out $(WITHOUT_PEERS),$(BENCH_MODULES))")
endif
endif
BENCH_MODULES := $(filter-out $(WITHOUT_PEERS),$(BENCH_MODULES))
$(foreach m,$(BENCH_MODULES),$(if $($m.BENCH_PKGS),$(eval \
	$m.BENCH_CFLAGS := $(shell $(PKG_CONFIG) --cflags $($m.BENCH_PKGS)))$(eval \
	$m.BENCH_LIBS += $(shell $(PKG_CONFIG) --libs $($m.BENCH_PKGS)))))
endif

GO ?= go
GO_PATH ?= /usr/share/gocode
HAVE_GO := $(if $(filter bench $(B)/bench/%,$(MAKECMDGOALS)),$(shell command -v $(GO)))

# $1 the peer, $2 the package it wants
define go_peer
ifneq ($(and $(HAVE_GO),$(wildcard $(GO_PATH)/src/$2)),)
$1.PROGRAM := $(B)/bench/$1
$(B)/bench/$1: tests/bench/$1/$1.go
	@mkdir -p $$(@D)
	$$(call say,GO  ,$$@)
	$$(Q)GO111MODULE=off GOPATH=$(GO_PATH) GOCACHE=$(abspath $(B))/bench/go $(GO) build -o $$@ $$<
endif
endef
$(foreach m,$(BENCH_MODULES),$(foreach p,$($m.BENCH_GO),$(eval \
	$(call go_peer,$(firstword $(subst :, ,$p)),$(lastword $(subst :, ,$p))))))
peers_of = $(foreach p,$($1.BENCH_GO),$($(firstword $(subst :, ,$p)).PROGRAM))

define bench_program
bench_$1.OBJECTS := $(call objects_of,$(call bench_sources_of,$1) tests/bench/bench.c)
bench_$1.MODULES := $(sort $1 $(call modules_of,$(call bench_sources_of,$1)))
$(B)/bench/bench_$1: $$(bench_$1.OBJECTS) $$(call archives_for,$$(bench_$1.MODULES)) | $(call peers_of,$1)
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $$@ $$(bench_$1.OBJECTS) \
		$$(call archives_for,$$(bench_$1.MODULES)) $$(call outside_libs_for,$$(bench_$1.MODULES)) \
		$($1.BENCH_LIBS)
$(call objects_of,$(filter-out $($1.BENCH_ALSO),$(call bench_sources_of,$1))): LOCAL_CFLAGS := -Itests/bench -Ilib/$1 $($1.CFLAGS) $($1.BENCH_CFLAGS)
DEPENDENCY_FILES += $$(bench_$1.OBJECTS:.o=.d)
endef
$(foreach m,$(BENCH_MODULES),$(eval $(call bench_program,$m)))
# Its worker is a program of its own.
$(B)/bench/bench_engines: | $(ENGINE)
BENCH_PROGRAMS := $(BENCH_MODULES:%=$(B)/bench/bench_%)

.PHONY: bench
bench: $(BENCH_PROGRAMS)
	@set -e; for program in $(BENCH_PROGRAMS); do timeout 300 $$program; done
