# fuzz.mk - the fuzz targets: running them, and checking that they find what they should
#
# tests/fuzz/fuzz_<what>.c is one target; seeds/<what> holds its first inputs, faults/<what>.patch its planted
# fault, dictionaries/<what> the tokens of its language, if any; suites/<what>.py makes more seeds of a suite that
# others wrote. The targets are built by a make of their own with clang: under build/fuzz with the sanitizers,
# under build/coverage to see which lines they reach.

FUZZ ?=
SECONDS ?= 60
FUZZ_CC ?= clang
FUZZ_NAMES := $(patsubst fuzz_%,%,$(call keep_buildable,tests/fuzz,$(call programs_in,tests/fuzz,fuzz_*)))
ifneq ($(FUZZ),)
ifneq ($(filter-out $(FUZZ_NAMES),$(FUZZ)),)
$(error there is no fuzz target $(filter-out $(FUZZ_NAMES),$(FUZZ)); there are: $(FUZZ_NAMES))
endif
FUZZ_NAMES := $(FUZZ)
endif

ifneq ($(filter fuzz coverage,$(SANITIZE)),)
define fuzz_program
fuzz_$1.OBJECTS := $(call objects_of,$(call sources_of,tests/fuzz,fuzz_$1))
$(B)/fuzz_$1: $$(fuzz_$1.OBJECTS) $(call archives_for,$2)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $$@ $$(fuzz_$1.OBJECTS) \
		$(call archives_for,$2) $(call outside_libs_for,$2)
$$(fuzz_$1.OBJECTS): LOCAL_CFLAGS := $(foreach m,$2,-Ilib/$m $($m.CFLAGS))
DEPENDENCY_FILES += $$(fuzz_$1.OBJECTS:.o=.d)
endef
$(foreach f,$(FUZZ_NAMES),$(eval $(call fuzz_program,$f,$(call modules_of,$(call sources_of,tests/fuzz,fuzz_$f)))))

.PHONY: fuzz-programs
fuzz-programs: $(FUZZ_NAMES:%=$(B)/fuzz_%)
endif

build_fuzz = $(MAKE) --no-print-directory BUILD=$(BUILD) CC="$(FUZZ_CC)" FUZZ="$(FUZZ)" MODULES="$(MODULES)" \
	SANITIZE=$1 fuzz-programs

.PHONY: fuzz fuzz-check fuzz-runtime
fuzz-runtime:
	@sh tests/fuzz/runtime.sh "$(FUZZ_CC)"

fuzz: fuzz-runtime
	+@$(call build_fuzz,fuzz)
	@sh tests/fuzz/run.sh $(BUILD) $(SECONDS) $(FUZZ_NAMES)

fuzz-check: fuzz-runtime
	+@$(call build_fuzz,fuzz)
	+@$(call build_fuzz,coverage)
	@sh tests/fuzz/check.sh $(BUILD) "$(FUZZ_CC)" $(FUZZ_NAMES)
