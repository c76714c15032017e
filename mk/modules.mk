# modules.mk - which modules there are, which are wanted, and whether what they need is on this machine

# Each name once, the first mention counts.
uniq = $(if $1,$(firstword $1) $(call uniq,$(filter-out $(firstword $1),$1)))
reverse = $(if $1,$(call reverse,$(wordlist 2,$(words $1),$1)) $(firstword $1))

# What a list of modules stands on, itself included, foundations first.
closure = $(strip $(call uniq,$(foreach m,$1,$(call closure,$($m.NEEDS)) $m)))

include $(sort $(wildcard lib/*/module.mk))

ALL_MODULES := $(patsubst lib/%/module.mk,%,$(sort $(wildcard lib/*/module.mk)))
secmail.NEEDS := $(filter-out secmail engines,$(ALL_MODULES))

MODULES ?= $(ALL_MODULES)
override MODULES := $(subst $(comma), ,$(MODULES))
UNKNOWN_MODULES := $(filter-out $(ALL_MODULES),$(MODULES))
ifneq ($(UNKNOWN_MODULES),)
$(error no module is called $(UNKNOWN_MODULES); there are: $(ALL_MODULES))
endif

# The private helpers are inside every library, so they are always built.
SELECTED := $(call uniq,private $(call closure,$(MODULES)))

$(foreach m,$(ALL_MODULES),$(eval $m.SOURCES := $(sort $(wildcard lib/$m/*.c))))
# A module whose folder holds no source yet is passed over; secmail has none by design.
ACTIVE := $(foreach m,$(SELECTED),$(if $($m.SOURCES)$(filter secmail,$m),$m))
$(foreach m,$(ALL_MODULES),$(foreach h,$($m.HEADERS) $m_internal.h,$(eval owner.$h := $m)))

# Goals that build nothing ask nothing of the machine.
BUILDS_NOTHING := $(if $(MAKECMDGOALS),$(if $(filter-out clean help uninstall,$(MAKECMDGOALS)),,yes))

ifeq ($(BUILDS_NOTHING),)
ifeq ($(shell command -v $(PKG_CONFIG)),)
$(error $(PKG_CONFIG) is wanted to find libraries (Debian: pkgconf))
endif
MISSING_PKGS := $(shell for p in $(sort $(foreach m,$(ACTIVE),$($m.PKGS))); do \
	$(PKG_CONFIG) --exists $$p || echo $$p; done)
ifneq ($(MISSING_PKGS),)
LACKING := $(foreach m,$(ACTIVE),$(if $(filter $(MISSING_PKGS),$($m.PKGS)),$m))
WITHOUT := $(foreach m,$(SELECTED),$(if $(filter $(LACKING),$(call closure,$m)),,$m))
# The Debian package at the place of the pkg-config name $2 of module $1.
deb_of = $(strip $(foreach pair,$(join $(addsuffix |,$($1.PKGS)),$($1.DEBS)),$(if \
	$(filter $2|%,$(pair)),$(lastword $(subst |, ,$(pair))))))
WANTS := $(foreach m,$(LACKING),$(foreach p,$(filter $(MISSING_PKGS),$($m.PKGS)),module $m \
	wants $p (Debian: $(call deb_of,$m,$p));))
IT := $(if $(filter 1,$(words $(LACKING))),it,them)
WITHOUT := $(strip $(filter-out private,$(WITHOUT)))
$(error $(strip $(WANTS)) $(if $(WITHOUT),to build without $(IT): make MODULES="$(WITHOUT)",every module needs it))
endif
endif

# What warns in foreign headers is not ours to change.
$(foreach m,$(ACTIVE),$(if $($m.PKGS),$(eval $m.CFLAGS := $(patsubst -I%,-isystem %,$(shell \
	$(PKG_CONFIG) --cflags $($m.PKGS))))))
$(foreach m,$(ACTIVE),$(eval $m.LDLIBS := $(if $($m.PKGS),$(shell $(PKG_CONFIG) --libs $($m.PKGS))) $($m.LIBS)))
