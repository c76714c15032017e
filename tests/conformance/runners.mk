# runners.mk - the outside libraries of each conformance runner, by their pkg-config names (Debian: libyaml-dev)

spf_suite.PKGS := yaml-0.1
arc_suite.PKGS := yaml-0.1 libcrypto
dmarc_suite.PKGS := yaml-0.1

# Schedules of answers are run alike over whatever judges.
SCHEDULES := $(patsubst %,tests/conformance/spf_schedules/%.c,schedule trials verdict world)
spf_schedules.PKGS := yaml-0.1
spf_schedules.ALSO := $(wildcard tests/conformance/spf_suite/[!m]*.c)
inbound_schedules.ALSO := $(SCHEDULES) tests/conformance/spf_schedules/spf_verdict.c \
	tests/conformance/dmarc_schedules/dmarc_verdict.c
dmarc_schedules.PKGS := yaml-0.1
dmarc_schedules.ALSO := $(SCHEDULES) $(wildcard tests/conformance/dmarc_suite/[!m]*.c)

# What secmail-engine gives up, tried out (Debian: libseccomp-dev).
engine_probe.PKGS := libseccomp
engine_probe.CFLAGS := -Ilib/engines
engine_probe.ALSO := lib/engines/worker/confine.c

# libopendkim in the process of the test, as a worker has it.
dkim_differential.PKGS := opendkim
dkim_differential.CFLAGS := -Ilib/engines
dkim_differential.ALSO := lib/engines/worker/dkim.c lib/engines/worker/dkim_known.c
