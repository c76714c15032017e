dns.ABOUT := answers from zone files and resolvers
dns.HEADERS := dns.h
dns.NEEDS := core
dns.PKGS := ldns
dns.DEBS := libldns-dev
