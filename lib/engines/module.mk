engines.ABOUT := second engines, each run in a process of its own
engines.HEADERS := engines.h
engines.NEEDS := core spf dkim
engines.PKGS :=
engines.DEBS :=
engines.BENCH_PKGS := libseccomp opendkim
engines.BENCH_INCLUDES := spf2/spf.h
engines.BENCH_DEBS := libopendkim-dev libseccomp-dev libspf2-dev
