# examples.mk - what single examples want beside the modules whose headers they include
#
# <example>.PKGS     outside libraries, by their pkg-config names; without one of them the example is left out
# <example>.DEBS     the Debian packages that bring them, in the same order
# <example>.SHARES   sources that it has in common with others

secmail-ask-cares.PKGS := libcares
secmail-ask-cares.DEBS := libc-ares-dev
secmail-ask-cares.SHARES := examples/ask/ask.c

secmail-ask-libevent.PKGS := libevent_core
secmail-ask-libevent.DEBS := libevent-dev
secmail-ask-libevent.SHARES := examples/ask/ask.c

secmail-ask-unbound.PKGS := libunbound
secmail-ask-unbound.DEBS := libunbound-dev
secmail-ask-unbound.SHARES := examples/ask/ask.c

secmail-sign.SHARES := examples/look_up/look_up.c
secmail-verify.SHARES := examples/look_up/look_up.c
