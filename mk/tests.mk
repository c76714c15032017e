# tests.mk - unit suites, conformance runners, benchmarks, and the target that runs them


ifneq ($(filter check tests $(B)/tests/%,$(MAKECMDGOALS)),)
CHECK_CFLAGS := $(shell $(PKG_CONFIG) --cflags check 2>/dev/null || echo missing)
ifeq ($(CHECK_CFLAGS),missing)
$(error the unit tests want check (Debian: check); the libraries build without it: make)
endif
CHECK_LIBS := $(shell $(PKG_CONFIG) --libs check)
endif

# Unit suites are linked with the archives: what a module hides can be tested too.
UNIT_MODULES := $(foreach m,$(ACTIVE),$(if $(wildcard tests/unit/$m/main.c),$m))
define unit_suite
unit_$1.OBJECTS := $(call objects_of,$(sort $(wildcard tests/unit/$1/*.c)) tests/unit/suite.c)
$(B)/tests/unit_$1: $$(unit_$1.OBJECTS) $(call archives_for,$1)
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $$@ $$(unit_$1.OBJECTS) $(call archives_for,$1) \
		$(call outside_libs_for,$1) $(CHECK_LIBS)
$(call objects_of,$(wildcard tests/unit/$1/*.c)): LOCAL_CFLAGS := -Itests/unit -Ilib/$1 $(CHECK_CFLAGS)
DEPENDENCY_FILES += $$(unit_$1.OBJECTS:.o=.d)
endef
$(foreach m,$(UNIT_MODULES),$(eval $(call unit_suite,$m)))
$(B)/obj/tests/unit/suite.o: LOCAL_CFLAGS := $(CHECK_CFLAGS)
UNIT_SUITES := $(UNIT_MODULES:%=$(B)/tests/unit_%)

# Runners: programs that a script beside them calls. In tests/<folder>/runners.mk <runner>.PKGS names outside
# libraries, <runner>.CFLAGS options of its own, and <runner>.ALSO sources of something else that it is made of too.
-include $(wildcard tests/*/runners.mk)
define runner
$2.OWN_OBJECTS := $(call objects_of,$(call sources_of,$1,$2))
$2.OBJECTS := $$($2.OWN_OBJECTS) $$(call objects_of,$$($2.ALSO))
$(B)/tests/$2: $$($2.OBJECTS) $(call archives_for,$3)
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $$@ $$($2.OBJECTS) $(call archives_for,$3) \
		$(call outside_libs_for,$3) $(if $($2.PKGS),$$(shell $(PKG_CONFIG) --libs $($2.PKGS)))
$$($2.OWN_OBJECTS): LOCAL_CFLAGS = -Itests -I$1/$2 $($2.CFLAGS) $(if $($2.PKGS),$$(shell $(PKG_CONFIG) --cflags $($2.PKGS)))
DEPENDENCY_FILES += $$($2.OBJECTS:.o=.d)
RUNNERS += $(B)/tests/$2
endef
RUNNERS :=
$(foreach f,$(RUNNER_FOLDERS),$(foreach p,$(call keep_buildable,$f,$(call programs_in,$f,*)),$(eval \
	$(call runner,$f,$p,$(call modules_of,$(call sources_of,$f,$p))))))

TEST_PROGRAMS := $(UNIT_SUITES) $(RUNNERS)
ifneq ($(filter check tests,$(MAKECMDGOALS)),)
MISSING_RUNNER_PKGS := $(shell for p in $(sort $(foreach r,$(notdir $(RUNNERS)),$($r.PKGS))); do \
	$(PKG_CONFIG) --exists $$p || echo $$p; done)
ifneq ($(MISSING_RUNNER_PKGS),)
$(error the conformance tests want $(MISSING_RUNNER_PKGS): see tests/conformance/runners.mk for its package)
endif
endif
TEST_SCRIPTS := $(sort $(wildcard tests/*/test_*.sh))

# ALL=1, or SECMAIL_REQUIRE_ALL in the environment: a skipped suite is a failure, slow tests run too.
ALL ?= $(SECMAIL_REQUIRE_ALL)

.PHONY: check
check: override export BUILD := $(abspath $(B))
check: export SANITIZE := $(SANITIZE)
check: export CC := $(CC)
check: export VERSION := $(VERSION)
check: export SECMAIL_REQUIRE_ALL := $(ALL)
check: export SECMAIL_MODULES := $(CODE_MODULES)
check: lib $(LIBRARIES) $(EXAMPLES) $(ENGINE) $(TEST_PROGRAMS)
	+@sh tests/run.sh $(UNIT_SUITES) $(TEST_SCRIPTS) $(if $(ALL),$(if $(SANITIZE),,tests/structure/reproducible.sh))
