private.ABOUT := helpers inside the libraries
private.HEADERS :=
private.NEEDS :=
private.PKGS :=
private.DEBS :=
private.BENCH_PKGS := libcrypto
private.BENCH_DEBS := libssl-dev
