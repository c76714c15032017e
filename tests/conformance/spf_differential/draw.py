"""Draws the parts of tests: names, macros, networks, terms and records, all valid by the grammar."""
import ipaddress
import random

NAMES = ["a.example", "b.example", "c.example", "x.y.example", "host.example.com", "mail.example.com"]
ODD_NAMES = ["A.Example", "b.example.", "x_y.example", "a-b.example", "1.2.3.example", "foo!bar.example", "d.e-x",
    "1-2.e2e"]
CLIENTS4 = ["192.0.2.1", "192.0.2.77", "198.51.100.3"]
CLIENTS6 = ["2001:db8::1", "2001:db8:1::9"]
MAPPED = ["::ffff:192.0.2.1"]
LOCAL_PARTS = ["user", "User.Name", "a-b", "strong.bad-x", "x+y", "one=two_3", "a.b.c.d.e.f", "50%", "q/r"]
HELOS = ["mail.example.com", "a.example", "HELO.Example", "[192.0.2.1]", "localhost"]
QUALIFIERS = ["", "", "", "+", "-", "~", "?"]


class Draw:
    """Everything hangs on the text that it is made with."""

    def __init__(self, text, client):
        self.random = random.Random(text)
        self.client = client or self.one(CLIENTS4 * 2 + CLIENTS6 * 2 + MAPPED)

    def one(self, choices):
        return self.random.choice(choices)

    def chance(self, part):
        return self.random.random() < part

    def number(self, low, high):
        return self.random.randint(low, high)

    def shuffled(self, things):
        things = list(things)
        self.random.shuffle(things)
        return things

    def address(self):
        """The client's address as DNS has it: what is mapped is IPv4."""
        address = ipaddress.ip_address(self.client)
        return getattr(address, "ipv4_mapped", None) or address

    def address_type(self):
        return "A" if self.address().version == 4 else "AAAA"

    def near(self, prefix):
        """An address with one bit turned beside the client's, mostly behind the prefix's end."""
        address = self.address()
        bit = min(max(0, address.max_prefixlen - prefix + self.number(-2, 1)), address.max_prefixlen - 1)
        return type(address)(int(address) ^ (1 << bit))

    def other_address(self):
        return "203.0.113.%d" % self.number(1,
            254) if self.address_type() == "A" else "2001:db8:ff::%x" % self.number(1, 999)

    def prefix(self):
        return self.number(0, 32 if self.address_type() == "A" else 128)

    def lengths(self):
        """[ "/" ip4-length ] [ "//" ip6-length ]"""
        four = self.one(["", "", "/%d" % self.number(0, 32), "/24", "/32", "/0"])
        return four + self.one(["", "", "//%d" % self.number(0, 128), "//64", "//128", "//0"])

    def macro(self, letters="slodiphv"):
        letter = self.one(letters)
        letter = letter.upper() if self.chance(0.15) else letter
        digits = self.one(["", "", "1", "2", "3", "12", "128", "01"])
        reverse = self.one(["", "", "r", "R"])
        delimiters = "".join(self.random.sample(".-+,/_=", self.one([0, 0, 0, 1, 2])))
        return "%{" + letter + digits + reverse + delimiters + "}"

    def macro_literal(self):
        return self.one(["x", "_spf", "a-b", ".", ".x.", "-", "%%", "%_", "%-", "!", "~", "/", "A", "1", "{", "}",
            ":", "="])

    def macro_spec(self):
        """A domain-spec with macros in it."""
        parts = [self.one([self.macro, self.macro, self.macro_literal])() for _ in range(self.number(1, 4))]
        parts.append(self.one([".%{d}", ".%{o}", ".example", ".example.com", self.macro(), ".%{d2}", ".%{d}"]))
        return "".join(parts)

    def name(self):
        return self.one(NAMES * 2 + ODD_NAMES + ["void%d.example" % self.number(1, 4)] * 2)

    def spec(self):
        return self.macro_spec() if self.chance(0.35) else self.name()

    def network(self):
        if self.chance(0.3):
            return self.one(["ip4:203.0.113.0/24", "ip4:10.0.0.1", "ip6:2001:db8:ff::/48", "ip6:::1",
                "ip6:2001:DB8::FFFF"])
        prefix = self.prefix()
        address = self.near(prefix) if self.chance(0.6) else self.address()
        written = "ip%d:%s" % (address.version, address)
        return written + ("" if self.chance(0.2) else "/%d" % prefix)

    def mechanism(self):
        kind = self.one(["ip", "ip", "a", "a", "mx", "ptr", "exists", "include"])
        if kind == "ip":
            term = self.network()
        elif kind in ("a", "mx"):
            term = kind + self.one(["", ":" + self.spec()]) + self.lengths()
        elif kind == "ptr":
            term = kind + self.one(["", ":" + self.spec()])
        else:
            term = kind + ":" + self.spec()
        name, colon, rest = term.partition(":")
        return self.one(QUALIFIERS) + (name.upper() if self.chance(0.1) else name) + colon + rest

    def unknown_modifier(self):
        return self.one(["moo", "Foo-1_x.y", "default", "op", "all", "include"]) + "=" + self.one(["", "x", "%{d}",
            "%{s1r-}", "a:b/c=d", "%%"])

    def record(self, mechanisms=None):
        count = self.one([0, 1, 1, 2, 2, 3, 4, 6]) if mechanisms is None else mechanisms
        terms = [self.mechanism() for _ in range(count)]
        if self.chance(0.5):
            terms.append(self.one(QUALIFIERS) + self.one(["all", "all", "ALL", "All"]))
        if self.chance(0.15):
            terms.append(self.one(["redirect", "Redirect"]) + "=" + self.spec())
        if self.chance(0.15):
            terms.insert(self.number(0, len(terms)), "exp=" + self.spec())
        if self.chance(0.1):
            terms.insert(self.number(0, len(terms)), self.unknown_modifier())
        gaps = ["  " if self.chance(0.05) else " " for _ in terms]
        version = self.one(["v=spf1"] * 9 + ["V=SPF1"])
        return version + "".join(gap + term for gap, term in zip(gaps, terms)) + (" " if self.chance(0.05) else "")

    def short_record(self):
        """A record that gives a result, any, without a look-up."""
        return "v=spf1 " + self.one(["all", "-all", "~all", "?all", "", "ip4:192.0.2.1 -all", "ip6:2001:db8::/32",
            "moo", "-all"])
