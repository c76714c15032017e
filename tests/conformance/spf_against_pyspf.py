#!/usr/bin/python3
"""Writes SPF tests with random records and zones, and pyspf's verdicts as what is expected.

Usage: spf_against_pyspf.py SEED COUNT

The output has the form of the RFC 7208 suite, for spf_suite to run. The same
seed gives the same tests. What pyspf is known to read otherwise than the RFC
is judged by it all the same: the accepted differences stand in
data/spf_pyspf.txt, one test each.
"""
import random
import sys

import spf

NAMES = ["example.com", "a.example", "b.example", "c.example", "mx.example.com", "host.a.example", "x.y.example"]
IP4 = ["192.0.2.1", "192.0.2.77", "203.0.113.9", "198.51.100.3"]
IP6 = ["2001:db8::1", "2001:db8:1::9"]
LOCAL_PARTS = ["user", "a-b", "strong.bad", "x+y", ""]
DOMAINS = NAMES + [
    "%{d}", "%{o}", "%{h}", "%{l}.a.example", "%{d2}", "%{d1r}.example", "%{ir}.b.example", "%{s}.x.example",
    "%{l1r-+}.%{d2}", "a", "a..example", "foo.123", "%{d}.", "%{x}", "%{c}.example",
]
PREFIXES = [""] * 6 + ["/24", "/0", "/32", "/33", "//64", "/24//48", "//129", "/024", "/"]
NETWORKS4 = IP4 + ["1.2.3", "192.0.02.1"]
NETWORKS6 = IP6 + ["::ffff:192.0.2.1", ":::", "1:2:3:4:5:6:7::8"]


class World:
    """Draws records and zones; everything hangs on the seed."""

    def __init__(self, seed):
        self.pick = random.Random(seed)

    def one(self, choices):
        return self.pick.choice(choices)

    def some(self, counts, draw):
        return [draw() for _ in range(self.one(counts))]

    def domain(self):
        return self.one(DOMAINS + ["void%d.example" % self.pick.randrange(4)])

    def modifier(self):
        return self.one(["x=y", "moo=%{d}", "moo=%", "exp=" + self.domain(), "redirect=" + self.domain()])

    def mechanism(self):
        kind = self.one(["all", "include", "include", "a", "a", "mx", "mx", "ptr", "exists"] + ["ip4"] * 4 + ["ip6", "foo"])
        if kind in ("include", "exists"):
            kind += ":" + self.domain()
        elif kind in ("a", "mx"):
            kind += self.one(["", ":" + self.domain()]) + self.one(PREFIXES)
        elif kind == "ptr":
            kind += self.one(["", ":" + self.domain()])
        elif kind == "ip4":
            kind += ":" + self.one(NETWORKS4) + self.one(["", "", "/24", "/31", "/33", "/0", "/00"])
        elif kind == "ip6":
            kind += ":" + self.one(NETWORKS6) + self.one(["", "/32", "/64", "/129", "/0"])
        return self.one([""] * 6 + ["-", "~", "?", "+"]) + self.one([kind, kind, kind.replace("ip4", "IP4")])

    def term(self):
        return self.modifier() if self.pick.random() < 0.06 else self.mechanism()

    def record(self):
        terms = self.some([0, 1, 1, 2, 2, 3, 3, 4, 5, 8], self.term)
        if self.pick.random() < 0.5:
            terms.append(self.one(["-all", "~all", "?all", "+all"]))
        if self.pick.random() < 0.15:
            terms.append("redirect=" + self.domain())
        return "v=spf1" + "".join(self.one([" ", " ", "  "]) + term for term in terms)

    def entries(self, name):
        found = []
        if name == "example.com" or self.pick.random() < 0.7:
            found.append(("TXT", self.record()))
        if self.pick.random() < 0.05:
            found.append(("TXT", self.record()))
        found += [("A", ip) for ip in self.some([0, 0, 1, 1, 2], lambda: self.one(IP4))]
        found += [("AAAA", ip) for ip in self.some([0, 0, 1], lambda: self.one(IP6))]
        found += [("MX", host) for host in self.some([0, 0, 1, 2], lambda: self.one(NAMES + ["void1.example"]))]
        if self.pick.random() < 0.04:
            found.append(("TIMEOUT", ""))
        return found

    def zone(self):
        zone = {name: self.entries(name) for name in NAMES}
        for ip in IP4:
            if self.pick.random() < 0.8:
                arpa = ".".join(reversed(ip.split("."))) + ".in-addr.arpa"
                zone[arpa] = [("PTR", name) for name in self.some([1, 1, 2], lambda: self.one(NAMES))]
        return {name: entries for name, entries in zone.items() if entries}


def look_up_in(zone):
    def look_up(name, qtype, strict=True, timeout=None):
        name = name.lower().rstrip(".")
        entries = zone.get(name, [])
        found = [((name, kind), value) for kind, value in entries if kind == qtype]
        if not found and any(kind == "TIMEOUT" for kind, _ in entries):
            raise spf.TempError("DNS timeout")
        if qtype == "TXT":
            return [(key, (value.encode("ascii"),)) for key, value in found]
        if qtype == "MX":
            return [(key, (10, value)) for key, value in found]
        return found

    return look_up


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def write_test(name, client, helo, sender, result, zone):
    print("---\ntests:\n  %s:" % name)
    for key, value in ("helo", helo), ("host", client), ("mailfrom", sender), ("result", result):
        print("    %s: %s" % (key, quoted(value)))
    print("zonedata:")
    for owner, entries in zone.items():
        print("  %s:" % owner)
        for kind, value in entries:
            if kind == "TIMEOUT":
                print("    - TIMEOUT")
            elif kind == "MX":
                print("    - MX: [10, %s]" % quoted(value))
            else:
                print("    - %s: %s" % (kind, quoted(value)))


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    world = World(seed)
    for number in range(count):
        zone = world.zone()
        client = world.one(IP4 * 2 + IP6)
        sender = world.one(LOCAL_PARTS) + "@" + world.one(NAMES[:2])
        helo = world.one(["mx.example.com", "helo", "a.example"])
        spf.DNSLookup = look_up_in(zone)
        result = spf.query(i=client, s=sender, h=helo, strict=True).check()[0]
        write_test("%d-%d" % (seed, number), client, helo, sender, result, zone)


main()
