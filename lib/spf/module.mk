spf.ABOUT := Sender Policy Framework (RFC 7208)
spf.HEADERS := spf.h
spf.NEEDS := core
spf.PKGS :=
spf.DEBS :=
