# runners.mk - the outside libraries of each interop runner, by their pkg-config names (Debian: check)

redis_peer.PKGS := check
sqlite_peer.PKGS := check
