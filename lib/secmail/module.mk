secmail.ABOUT := every module of libsecmail
secmail.HEADERS := secmail.h
# secmail.NEEDS is every module but engines: see mk/modules.mk
secmail.PKGS :=
secmail.DEBS :=
