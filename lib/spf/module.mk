spf.ABOUT := Sender Policy Framework (RFC 7208)
spf.HEADERS := spf.h
spf.NEEDS := core
spf.PKGS :=
spf.DEBS :=
spf.BENCH_LIBS := $(if $(wildcard /usr/include/spf2/spf.h),-lspf2)
