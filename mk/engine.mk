# engine.mk - secmail-engine, the worker program that foreign engines run in
#
# It is built without sanitizers, whatever the rest is built with: their runtimes need the calls that it gives
# up. So it has objects of its own. Where an engine's library is not there, the program is left out; the
# library engines builds without, and says "no-worker".

ENGINE_PATH := $(LIBEXECDIR)/secmail-engine
ENGINE_PKGS := libseccomp opendkim
ENGINE_HEADERS := spf2/spf.h
ENGINE_LIBS := -lspf2
ENGINE_DEBS := libopendkim-dev libseccomp-dev libspf2-dev

ENGINE_SOURCES := $(sort $(wildcard lib/engines/worker/*.c)) lib/engines/wire.c lib/engines/request_read.c lib/engines/letter_read.c \
	lib/engines/reply.c lib/private/buffer.c lib/private/decimal.c
ENGINE_SOURCES := $(wildcard $(ENGINE_SOURCES))
ENGINE_OBJECTS := $(patsubst %.c,$(B)/obj/engine/%.o,$(ENGINE_SOURCES))
ENGINE :=

ifneq ($(filter engines,$(CODE_MODULES)),)
ifeq ($(BUILDS_NOTHING),)
ENGINE_MISSING := $(strip $(foreach p,$(ENGINE_PKGS),$(shell $(PKG_CONFIG) --exists $p || echo $p)) \
	$(foreach h,$(ENGINE_HEADERS),$(shell $(CC) -E -D_DEFAULT_SOURCE -include sys/types.h -include netinet/in.h \
	-include $h -x c /dev/null >/dev/null 2>&1 || echo $h)))
ENGINE := $(if $(ENGINE_MISSING),,$(B)/libexec/secmail-engine)
ifneq ($(ENGINE_MISSING),)
ifneq ($(filter all check install,$(or $(MAKECMDGOALS),all)),)
$(info secmail-engine is left out: it wants $(ENGINE_MISSING) (Debian: $(ENGINE_DEBS)))
endif
endif
endif
endif

# Where the library looks for the program; kept in a file, so that another path compiles it anew.
ENGINE_STAMP := $(B)/obj/engine-path
ifeq ($(BUILDS_NOTHING),)
$(shell mkdir -p $(B)/obj; printf '%s\n' '$(ENGINE_PATH)' | cmp -s - $(ENGINE_STAMP) || \
	printf '%s\n' '$(ENGINE_PATH)' > $(ENGINE_STAMP))
endif
$(B)/obj/lib/engines/engine.o: $(ENGINE_STAMP)
$(B)/obj/lib/engines/engine.o: LOCAL_CFLAGS += -DSECMAILP_ENGINES_PROGRAM='"$(ENGINE_PATH)"'

# The same sources in a test program.
$(ENGINE_SOURCES:%.c=$(B)/obj/%.o): LOCAL_CFLAGS += -Ilib/engines

ENGINE_CFLAGS = $(CFLAGS) $(BASE_CFLAGS) $(if $(SANITIZE),-O1,$(HARDENING_CFLAGS))
ENGINE_LDFLAGS = $(if $(SANITIZE),,$(HARDENING_LDFLAGS)) $(LDFLAGS)

$(B)/obj/engine/%.o: %.c $(FLAGS_STAMP) mk/engine.mk
	@mkdir -p $(@D)
	$(call say,CC  ,$<)
	$(Q)$(CC) $(ENGINE_CFLAGS) $(CPPFLAGS) $(INCLUDES) -Ilib/engines $(shell $(PKG_CONFIG) --cflags $(ENGINE_PKGS)) \
		-MMD -MP -c -o $@ $<

$(B)/libexec/secmail-engine: $(ENGINE_OBJECTS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ENGINE_CFLAGS) $(ENGINE_LDFLAGS) -pie -o $@ $(ENGINE_OBJECTS) $(ENGINE_LIBS) \
		$(shell $(PKG_CONFIG) --libs $(ENGINE_PKGS))
DEPENDENCY_FILES += $(ENGINE_OBJECTS:.o=.d)
