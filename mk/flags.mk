# flags.mk - how every object is compiled and linked

# What is tested has no warning; `make` alone goes on, on a compiler that knows more of them than ours.
WERROR ?= $(if $(filter check,$(MAKECMDGOALS)),1)
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes \
	$(if $(filter 1,$(WERROR)),-Werror)

# -ffile-prefix-map keeps the place of the tree out of the result; SOURCE_DATE_EPOCH any date.
BASE_CFLAGS := -std=c11 -D_POSIX_C_SOURCE=200809L -fPIC -fvisibility=hidden \
	-ffile-prefix-map=$(CURDIR)=. $(WARNINGS)
INCLUDES := -Iinclude -Ilib

ifeq ($(SANITIZE),)
ifeq ($(BUILDS_NOTHING),)
HARDENING := $(shell sh mk/probe-flags.sh "$(CC)" $(B)/obj)
HARDENING_CFLAGS := $(filter-out -Wl$(comma)%,$(HARDENING))
HARDENING_LDFLAGS := $(filter -Wl$(comma)%,$(HARDENING))
endif
Z_DEFS := -Wl,-z,defs
else
# Sanitized libraries leave the sanitizer's own symbols to the program.
Z_DEFS :=
SANITIZER_address := -fsanitize=address,undefined
SANITIZER_undefined := -fsanitize=undefined
SANITIZER_thread := -fsanitize=thread
# What the fuzz targets are built with: see fuzz.mk.
SANITIZER_fuzz := -fsanitize=address,undefined,fuzzer-no-link
SANITIZER_coverage := -fprofile-instr-generate -fcoverage-mapping
# What tests/faults/spf_cost counts.
SANITIZER_steps := -fsanitize-coverage=trace-pc
ifeq ($(SANITIZER_$(SANITIZE)),)
$(error SANITIZE is address, undefined or thread)
endif
HARDENING_CFLAGS := $(SANITIZER_$(SANITIZE)) -O1 -fno-omit-frame-pointer -fno-sanitize-recover=all
HARDENING_LDFLAGS := $(SANITIZER_$(SANITIZE)) -Wl,--as-needed
endif

ALL_CFLAGS = $(CFLAGS) $(BASE_CFLAGS) $(HARDENING_CFLAGS)
ALL_LDFLAGS = $(HARDENING_LDFLAGS) $(LDFLAGS)

# Objects depend on the compiler and the flags they were made with: another CC or CFLAGS rebuilds them.
FLAGS_STAMP := $(B)/obj/flags
ifeq ($(BUILDS_NOTHING),)
# The place of the tree is no difference: a copy of the tree may be built on with the objects copied along.
FLAGS_LINE := $(subst $(CURDIR),.,$(subst -Werror,,$(subst ','\'',$(CC) $(ALL_CFLAGS) $(INCLUDES) $(ALL_LDFLAGS) $(CPPFLAGS))))
$(shell mkdir -p $(B)/obj; printf '%s\n' '$(FLAGS_LINE)' | cmp -s - $(FLAGS_STAMP) || \
	printf '%s\n' '$(FLAGS_LINE)' > $(FLAGS_STAMP))
endif

# `make V=1` shows each command, a plain `make` what is made.
Q := $(if $(V),,@)
say = $(if $(V),,@echo '  $1' '$2')

# Test cases and fuzz targets are called from lists and from libFuzzer, not through a header.
no_prototypes = $(if $(filter tests/%,$<),-Wno-missing-prototypes)

$(B)/obj/%.o: %.c $(FLAGS_STAMP)
	@mkdir -p $(@D)
	$(call say,CC  ,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(CPPFLAGS) $(INCLUDES) $(LOCAL_CFLAGS) $(no_prototypes) -MMD -MP -c -o $@ $<
