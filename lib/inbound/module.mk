inbound.ABOUT := one verdict on an inbound message
inbound.HEADERS := inbound.h explain.h
inbound.NEEDS := core spf dkim dmarc
inbound.PKGS :=
inbound.DEBS :=
inbound.BENCH_PKGS := libcrypto
