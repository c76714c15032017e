# runners.mk - the outside libraries of each runner here, by their pkg-config names (Debian: libssl-dev)

dkim_secrets.PKGS := libcrypto
