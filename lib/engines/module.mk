engines.ABOUT := second engines, each run in a process of its own
engines.HEADERS := engines.h
engines.NEEDS := core spf
engines.PKGS :=
engines.DEBS :=
