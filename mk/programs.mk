# programs.mk - the examples, and how any program finds the modules it is made of

# The sources of program $2 in folder $1: one file, or all files of a folder of that name.
sources_of = $(sort $(wildcard $1/$2.c $1/$2/*.c))
programs_in = $(sort $(patsubst $1/%.c,%,$(wildcard $1/$2.c)) \
	$(patsubst $1/%/,%,$(dir $(wildcard $1/$2/*.c))))

RUNNER_FOLDERS := $(patsubst %/,%,$(sort $(dir $(wildcard tests/conformance/ tests/faults/ tests/interop/))))
PROGRAM_FOLDERS := examples $(RUNNER_FOLDERS)

# Words "file|header.h": which program source includes which header of a module.
PROGRAM_FILES := $(foreach f,$(PROGRAM_FOLDERS) tests/bench tests/fuzz,$(wildcard $f/*.c $f/*/*.c))
INCLUSIONS := $(if $(PROGRAM_FILES),$(shell \
	grep -Hoe '<secmail/[a-z0-9]*\.h>' -e '"[a-z0-9]*_internal\.h"' $(PROGRAM_FILES) | \
	sed -e 's,:<secmail/,|,' -e 's,:",|,' -e 's,[>"]$$,,'))
headers_of = $(sort $(foreach s,$1,$(patsubst $s|%,%,$(filter $s|%,$(INCLUSIONS)))))
modules_of = $(sort $(foreach h,$(call headers_of,$1),$(owner.$h)))

# $1 modules: yes when all of them, and what they stand on, are built.
buildable = $(if $(filter-out $(ACTIVE) private,$(call closure,$1)),,yes)
keep_buildable = $(foreach p,$2,$(if $(call buildable,$(call modules_of,$(call sources_of,$1,$p))),$p))

# What examples want beside modules. One whose outside library is absent is left out, with a line that says so.
include $(wildcard examples/examples.mk)
example_sources = $(call sources_of,examples,$1) $($1.SHARES)
example_modules = $(call modules_of,$(call example_sources,$1))
WANTED_EXAMPLES := $(foreach e,$(call programs_in,examples,secmail-*),$(if $(call buildable,$(call \
	example_modules,$e)),$e))
ifeq ($(BUILDS_NOTHING),)
missing_for = $(foreach p,$($1.PKGS),$(if $(shell $(PKG_CONFIG) --exists $p || echo no),$p))
LACKING_EXAMPLES := $(foreach e,$(WANTED_EXAMPLES),$(if $(call missing_for,$e),$e))
ifneq ($(filter all check examples install,$(or $(MAKECMDGOALS),all)),)
$(foreach e,$(LACKING_EXAMPLES),$(info $e is left out: it wants $(call missing_for,$e) (Debian: $($e.DEBS))))
endif
$(foreach e,$(filter-out $(LACKING_EXAMPLES),$(WANTED_EXAMPLES)),$(if $($e.PKGS),$(eval \
	$e.CFLAGS := $(shell $(PKG_CONFIG) --cflags $($e.PKGS)))$(eval \
	$e.LDLIBS := $(shell $(PKG_CONFIG) --libs $($e.PKGS)))))
endif

EXAMPLE_NAMES := $(filter-out $(LACKING_EXAMPLES),$(WANTED_EXAMPLES))
EXAMPLES := $(EXAMPLE_NAMES:%=$(B)/examples/%)

# Examples are linked as a user's program is: with the shared libraries, found beside the program's folder.
define example
$1.OBJECTS := $(call objects_of,$(call example_sources,$1))
$(B)/examples/$1: $$($1.OBJECTS) $(foreach m,$(call link_order,$2),$(call shared_of,$m))
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -pie -o $$@ $$($1.OBJECTS) -L$(B)/lib \
		-Wl,-rpath,'$$$$ORIGIN/../lib' -Wl,-rpath-link,$(B)/lib \
		$(foreach m,$(call link_order,$2),-lsecmail-$m) $($1.LDLIBS)
$$($1.OBJECTS): LOCAL_CFLAGS := $(addprefix -I,examples/$1 $(dir $($1.SHARES))) $($1.CFLAGS)
DEPENDENCY_FILES += $$($1.OBJECTS:.o=.d)
endef
$(foreach e,$(EXAMPLE_NAMES),$(eval $(call example,$e,$(call example_modules,$e))))
