engines.ABOUT := second engines, each run in a process of its own
engines.HEADERS := engines.h
engines.NEEDS := core spf
engines.PKGS :=
engines.DEBS :=
engines.BENCH_PKGS := libseccomp
engines.BENCH_INCLUDES := spf2/spf.h
engines.BENCH_DEBS := libseccomp-dev libspf2-dev
