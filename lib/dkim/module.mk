dkim.ABOUT := DKIM signatures and ARC chains (RFC 6376, 8463, 8617)
dkim.HEADERS := dkim.h dkimkey.h dkimsign.h arc.h arcseal.h
dkim.NEEDS := core
dkim.PKGS := libcrypto
dkim.DEBS := libssl-dev
dkim.BENCH_PKGS := libcrypto $(if $(wildcard /usr/include/opendkim/dkim.h),opendkim)
dkim.BENCH_DEBS := libopendkim-dev libssl-dev
