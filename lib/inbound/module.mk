inbound.ABOUT := one verdict on an inbound message
inbound.HEADERS := inbound.h explain.h
inbound.NEEDS := core spf dkim dmarc
inbound.PKGS :=
inbound.DEBS :=
inbound.BENCH_PKGS := libcrypto $(if $(wildcard /usr/include/opendkim/dkim.h),opendkim)
inbound.BENCH_DEBS := libopendkim-dev libopendmarc-dev libspf2-dev libssl-dev
inbound.BENCH_LIBS := -pthread $(if $(wildcard /usr/include/spf2/spf.h),-lspf2) \
	$(if $(wildcard /usr/include/opendmarc/dmarc.h),-lopendmarc)
