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

EXAMPLE_NAMES := $(call keep_buildable,examples,$(call programs_in,examples,secmail-*))
EXAMPLES := $(EXAMPLE_NAMES:%=$(B)/examples/%)

# Examples are linked as a user's program is: with the shared libraries, found beside the program's folder.
define example
$(B)/examples/$1: $(call objects_of,$(call sources_of,examples,$1)) \
	$(foreach m,$(call link_order,$2),$(call shared_of,$m))
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -pie -o $$@ $(call objects_of,$(call sources_of,examples,$1)) -L$(B)/lib \
		-Wl,-rpath,'$$$$ORIGIN/../lib' -Wl,-rpath-link,$(B)/lib \
		$(foreach m,$(call link_order,$2),-lsecmail-$m) $($1.LDLIBS)
$(call objects_of,$(call sources_of,examples,$1)): LOCAL_CFLAGS := -Iexamples/$1
DEPENDENCY_FILES += $(patsubst %.o,%.d,$(call objects_of,$(call sources_of,examples,$1)))
endef
$(foreach e,$(EXAMPLE_NAMES),$(eval $(call example,$e,$(call modules_of,$(call sources_of,examples,$e)))))
