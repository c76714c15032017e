dmarc.ABOUT := DMARC policies (RFC 9989, 7489)
dmarc.HEADERS := dmarc.h
dmarc.NEEDS := core
dmarc.PKGS := libpsl
dmarc.DEBS := libpsl-dev
