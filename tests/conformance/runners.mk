# runners.mk - the outside libraries of each conformance runner, by their pkg-config names (Debian: libyaml-dev)

spf_suite.PKGS := yaml-0.1
arc_suite.PKGS := yaml-0.1
dmarc_suite.PKGS := yaml-0.1
spf_schedules.PKGS := yaml-0.1
spf_schedules.ALSO := $(wildcard tests/conformance/spf_suite/[!m]*.c)
