dmarc.ABOUT := DMARC policies (RFC 9989)
dmarc.HEADERS := dmarc.h dmarcreport.h
dmarc.NEEDS := core
dmarc.PKGS :=
dmarc.DEBS :=
dmarc.BENCH_LIBS := $(if $(wildcard /usr/include/opendmarc/dmarc.h),-lopendmarc)
