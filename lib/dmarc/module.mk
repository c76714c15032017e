dmarc.ABOUT := DMARC policies (RFC 9989, RFC 7489)
dmarc.HEADERS := dmarc.h dmarcpsl.h dmarcreport.h
dmarc.NEEDS := core
dmarc.PKGS := libpsl
dmarc.DEBS := libpsl-dev
dmarc.BENCH_LIBS := $(if $(wildcard /usr/include/opendmarc/dmarc.h),-lopendmarc)
