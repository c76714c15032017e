private.ABOUT := helpers inside the libraries
private.HEADERS :=
private.NEEDS :=
private.PKGS :=
private.DEBS :=
