core.ABOUT := messages, answers, Authentication-Results, stores
core.HEADERS := base.h message.h answers.h authres.h store.h
core.NEEDS :=
core.PKGS := libidn2
core.DEBS := libidn2-dev
