# libraries.mk - a shared library and a static archive for each module, and the loadable whole

CODE_MODULES := $(filter-out private secmail,$(ACTIVE))
PRIVATE_ARCHIVE := $(B)/lib/libsecmail-private.a

archive_of = $(B)/lib/libsecmail-$1.a
shared_of = $(B)/lib/libsecmail-$1.so
real_of = $(call shared_of,$1).$(VERSION)
objects_of = $(patsubst %.c,$(B)/obj/%.o,$1)

# The modules of a closure that have code, last user first, as a linker reads archives.
link_order = $(call reverse,$(filter $(CODE_MODULES),$(call closure,$1)))
archives_for = $(foreach m,$(call link_order,$1),$(call archive_of,$m)) $(PRIVATE_ARCHIVE)
outside_libs_for = $(call uniq,$(foreach m,$(call link_order,$1),$($m.LDLIBS)))

define module_objects
$1.OBJECTS := $(call objects_of,$($1.SOURCES))
$$($1.OBJECTS): LOCAL_CFLAGS := -Ilib/$1 $($1.CFLAGS)
DEPENDENCY_FILES += $$($1.OBJECTS:.o=.d)
endef
$(foreach m,$(filter-out secmail,$(ACTIVE)),$(eval $(call module_objects,$m)))

# `ar` with D writes no dates and no owners. An archive is made anew: a removed source leaves no member.
define write_archive
@mkdir -p $(@D)
@rm -f $@
$(call say,AR  ,$@)
$(Q)$(AR) rcsD $@ $(filter %.o,$^)
endef

$(PRIVATE_ARCHIVE): $(private.OBJECTS)
	$(write_archive)

# Libraries find each other in the folder they lie in, wherever PREFIX is.
LIBRARY_RPATH := -Wl,-rpath,'$$ORIGIN'

define module_library
$(call archive_of,$1): $($1.OBJECTS)
	$$(write_archive)

$(call real_of,$1): $($1.OBJECTS) $(PRIVATE_ARCHIVE) $(wildcard lib/$1/$1.map) mk/libraries.mk \
	$(foreach n,$(filter-out $1,$(call link_order,$1)),$(call shared_of,$n))
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -shared $(Z_DEFS) -Wl,-soname,libsecmail-$1.so.$(SOVERSION) \
		-Wl,--exclude-libs,libsecmail-private.a $$(LIBRARY_RPATH) \
		$(addprefix -Wl$(comma)--version-script=,$(wildcard lib/$1/$1.map)) -o $$@ \
		$($1.OBJECTS) $(PRIVATE_ARCHIVE) -L$(B)/lib -Wl,-rpath-link,$(B)/lib \
		$(foreach n,$(filter-out $1,$(call link_order,$1)),-lsecmail-$n) $($1.LDLIBS)
endef
$(foreach m,$(CODE_MODULES),$(eval $(call module_library,$m)))

# The names a program is linked and loaded by. The links are relative, so the folder can be moved.
define library_names
$(call shared_of,$1): $(call real_of,$1)
	@ln -sf $$(<F) $$@.$(SOVERSION)
	@ln -sf $$(@F).$(SOVERSION) $$@
endef
$(foreach m,$(CODE_MODULES),$(eval $(call library_names,$m)))

# The whole has no code: it is the list of all modules, for dlopen and for the bindings.
WHOLE := $(if $(filter secmail,$(ACTIVE)),$(if $(CODE_MODULES),$(B)/lib/libsecmail.so))
WHOLE_MODULES := $(filter-out engines,$(CODE_MODULES))
ifneq ($(WHOLE),)
$(WHOLE).$(VERSION): mk/libraries.mk $(foreach m,$(WHOLE_MODULES),$(call shared_of,$m))
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -shared -Wl,-soname,libsecmail.so.$(SOVERSION) -o $@ \
		$(LIBRARY_RPATH) -L$(B)/lib -Wl,-rpath-link,$(B)/lib -Wl,--no-as-needed $(WHOLE_MODULES:%=-lsecmail-%) -Wl,--as-needed

$(WHOLE): $(WHOLE).$(VERSION)
	@ln -sf $(<F) $@.$(SOVERSION)
	@ln -sf $(@F).$(SOVERSION) $@
endif

LIBRARIES := $(PRIVATE_ARCHIVE) $(foreach m,$(CODE_MODULES),$(call archive_of,$m) $(call shared_of,$m)) $(WHOLE)
