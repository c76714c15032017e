"""Scenes: each draws a test about one part of RFC 7208."""
from . import mutate
from .draw import HELOS, LOCAL_PARTS, NAMES, QUALIFIERS
from .scene import BASE, Scene


def grammar(s):
    """Valid records of any terms."""
    s.record(BASE, s.draw.record())
    s.populate()
    if s.chance(0.5):
        s.host(BASE, s.chance(0.5))
    if s.chance(0.4):
        s.add(BASE, "MX", (5, s.one(NAMES)))


def malformed(s):
    """One thing wrong, in the record itself, or where it includes or redirects to."""
    bad = mutate.mutated(s.draw, s.draw.record(s.one([0, 1, 1, 2, 3])))
    where = s.one([BASE, BASE, "a.example"])
    s.record(where, bad)
    if where != BASE:
        s.record(BASE, "v=spf1 " + s.one(["include:a.example -all", "redirect=a.example", "?include:a.example"]))
    s.populate()


SOUP = ["a", "z", "0", "9", ".", ".", "-", "_", "%", "{", "}", "%{d}", "%{l1r-}", "%%", "%_", "/", "/24", "//64", ":",
    "=", "+", ",", "~", "!", "x.example", "com"]


def soup(s):
    """Terms of pieces that the grammar knows, in any order."""
    name = s.one(["a", "mx", "ptr", "exists", "include", "ip4", "ip6", "redirect", "exp", "moo", "all", "A", ""])
    term = name + s.one([":", ":", "=", "", "/"]) + "".join(s.one(SOUP) for _ in range(s.number(0, 6)))
    s.record(BASE, "v=spf1 " + s.one(["", "", "-"]) + term + s.one([" -all", " ~all"]))
    s.populate()


def networks(s):
    """ip4, ip6, a and mx at the edges of their prefixes."""
    terms = []
    for number in range(s.number(1, 4)):
        if s.chance(0.5):
            terms.append(s.one(QUALIFIERS) + s.draw.network())
            continue
        prefix = s.draw.prefix()
        length = ("/" if s.draw.address().version == 4 else "//") + str(prefix)
        name = "net%d.example" % number
        address = s.draw.near(prefix) if s.chance(0.7) else s.draw.address()
        s.add(name, s.draw.address_type(), str(address))
        kind = s.one(["a", "mx"])
        if kind == "mx":
            s.add("mx." + name, "MX", (10, name))
            name = "mx." + name
        terms.append(s.one(QUALIFIERS) + kind + ":" + name + length)
    s.record(BASE, "v=spf1 " + " ".join(terms) + s.one(["", " -all", " ~all"]))


INCLUDED = ["v=spf1 all", "v=spf1 all", "v=spf1 -all", "v=spf1 ~all", "v=spf1 ?all", "v=spf1", "v=spf1 moo", "none",
    "fail", "two"]


def publish(s, name, what):
    if what == "fail":
        s.fail(name)
    elif what == "two":
        s.record(name, "v=spf1 all")
        s.record(name, "v=spf1 -all")
    elif what != "none":
        s.record(name, what)


def includes(s):
    """Includes in includes, of every result and qualifier (section 5.2)."""
    depth = s.number(1, 7)
    names = [BASE] + ["i%d.example" % number for number in range(depth)]
    for name, inner in zip(names, names[1:]):
        before = s.one(["", "", "-ip4:203.0.113.0/24 ", "exists:void.example ", "ip6:2001:db8:ff::/48 "])
        after = s.one(["", " -all", " ~all", " ?all", " all", " redirect=last.example", " exp=text.example -all"])
        s.record(name, "v=spf1 " + before + s.one(QUALIFIERS) + "include:" + inner + after)
    publish(s, names[-1], s.one(INCLUDED))
    publish(s, "last.example", s.one(INCLUDED))
    s.record("text.example", "from %{d}")


def redirects(s):
    """Chains of redirects, with `all` in front of some, and explanations along them (section 6.1)."""
    depth = s.number(1, 11)
    names = [BASE] + ["r%d.example" % number for number in range(depth)]
    for name, other in zip(names, names[1:]):
        terms = ["redirect=" + other]
        if s.chance(0.3):
            terms.append("exp=%s.text.example" % name)
            s.record(name + ".text.example", "by " + name)
        if s.chance(0.1):
            terms.append(s.one(QUALIFIERS) + s.one(["all", "ip4:0.0.0.0/0", "ip6:::/0", "exists:void.example"]))
        s.record(name, "v=spf1 " + " ".join(s.draw.shuffled(terms)))
    publish(s, names[-1], s.one(INCLUDED + ["v=spf1 -all exp=last.text.example"] * 3))
    s.record("last.text.example", "by the last")


def loops(s):
    """Includes and redirects that lead round in a circle."""
    length = s.number(1, 4)
    names = [BASE] + ["l%d.example" % number for number in range(length - 1)]
    for number, name in enumerate(names):
        other = names[(number + 1) % length]
        leads = s.one(["include:%s", "include:%s", "?include:%s", "redirect=%s"]) % other
        before = s.one(["", "", "", "-all ", "all ", "exists:%{l}.void.example ", s.draw.network() + " "])
        s.record(name, "v=spf1 " + before + leads + s.one(["", " -all", " a"]))
    s.populate()


def limit_of_terms(s):
    """9 to 12 terms that query, in one record or spread over includes (section 4.6.4)."""
    wanted, made, lists = s.number(9, 12), 0, [[] for _ in range(s.number(1, 4))]
    for number in range(1, len(lists)):
        lists[number - 1].append("include:t%d.example" % number)
        made += 1
    for number in range(made, wanted):
        kind = s.one(["a:one.example", "mx:hosts.example", "exists:one.example.net", "ptr:none.example",
            "include:no.example"])
        s.one(lists).append(kind if number < wanted - 1 else s.one([kind, "a:client.example", "exists:one.example"]))
    s.host("one.example", False)
    s.host("client.example", True)
    s.add("one.example", "A", "127.0.0.2")
    s.add("hosts.example", "MX", (10, "one.example"))
    s.add(s.reverse_name(), "PTR", "one.example")
    s.record("no.example", "v=spf1 ?all")
    s.record("end.example", s.draw.short_record())
    for number, terms in enumerate(lists):
        name = "t%d.example" % number if number else BASE
        end = s.one(["", " -all", " all", " redirect=end.example"])
        s.record(name, "v=spf1 " + " ".join(s.draw.shuffled(terms) if s.chance(0.5) else terms) + end)
    s.add("one.example.net", "CNAME", "nowhere.example" if s.chance(0.1) else "other.example")
    s.add("other.example", "A", "127.0.0.3")


def voids(s):
    """One to four look-ups without an answer, by each kind of term (section 4.6.4)."""
    terms = []
    for number in range(s.number(1, 4)):
        name = "v%d.example" % (number if s.chance(0.8) else 0)
        kind = s.one(["a", "mx", "exists", "mxhost", "ptr"])
        if kind == "mxhost":
            s.add("m%d.example" % number, "MX", (10, name))
            terms.append("mx:m%d.example" % number)
        else:
            terms.append("ptr" if kind == "ptr" else kind + ":" + name)
        if name not in s.test.zone and kind != "ptr":
            s.void(name)
    if s.chance(0.3):
        s.record("i.example", "v=spf1 " + terms.pop())
        terms.insert(s.number(0, len(terms)), "include:i.example")
    s.record(BASE, "v=spf1 " + " ".join(terms) + s.one([" -all", " all", "", " a:here.example -all"]))
    s.host("here.example", True)


def mx_fans(s):
    """9, 10 or 11 hosts, voids and failures among them (section 4.6.4)."""
    count = s.one([0, 1, 2, 9, 10, 10, 11, 12])
    match = s.number(0, count)
    for number in range(count):
        host = "mx%02d.example" % number
        s.add("fan.example", "MX", (10 + number, host))
        if number == match or s.chance(0.9):
            s.host(host, number == match)
        elif s.chance(0.3):
            s.fail(host)
        else:
            s.void(host)
    if count == 0 and s.chance(0.5):
        s.add("fan.example", "MX", (0, "."))
    term = s.one(QUALIFIERS) + "mx:fan.example" + s.draw.lengths()
    s.record(BASE, "v=spf1 " + term + s.one([" -all", " ?all", ""]))


def ptr_fans(s):
    """Names that the client's address claims, some true, some not, some beyond the tenth (section 5.5)."""
    domains = ["example.com", "example.net", "com", "xexample.com"]
    names = ["p%d.%s" % (number, s.one(domains)) for number in range(s.one([0, 1, 2, 3, 9, 10, 11, 12]))]
    for name in s.draw.shuffled(names + (["example.com"] if s.chance(0.2) else [])):
        s.add(s.reverse_name(), "PTR", name)
        if s.chance(0.1):
            s.fail(name)
        elif s.chance(0.7):
            s.host(name, s.chance(0.5))
    if s.chance(0.1):
        s.test.zone.pop(s.reverse_name(), None)
        s.fail(s.reverse_name())
    term = s.one(["ptr", "ptr:example.net", "ptr:com", "ptr:%{d}", "PTR:Example.COM", "exists:%{p}.seen.example",
        "exists:%{p1r}.seen.example", "a:%{p}"])
    end = s.one([" -all", " ?all", " -all exp=text.example", " exists:void.example -all"])
    s.record(BASE, "v=spf1 " + s.one(QUALIFIERS) + term + end)
    s.record("text.example", "you are %{p}, not %{d}")


# What leads to each place, f.example mostly.
PLACES = {
    "root": "all", "include": "include:f.example", "redirect": "redirect=f.example", "a": "a:f.example",
    "mx": "mx:f.example", "mxhost": "mx:m.example", "exists": "exists:f.example", "ptr": "ptr", "ptrhost": "ptr",
    "exp": "-all exp=f.example", "p": "exists:%{p}.seen.example", "behind": "all a:f.example",
    "included": "include:i.example",
}


def failures(s):
    """DNS fails at one place; what is behind a match is never asked (section 4.4 and on)."""
    place = s.one(list(PLACES))
    failing = {"root": BASE, "ptr": s.reverse_name(), "p": s.reverse_name()}.get(place, "f.example")
    s.fail(failing)
    if place == "ptrhost":
        for name in s.draw.shuffled(["f.example", "g.example.com"]):
            s.add(s.reverse_name(), "PTR", name)
        s.host("g.example.com", s.chance(0.6))
    s.add("m.example", "MX", (s.one([5, 20]), "f.example"))
    s.add("m.example", "MX", (10, "g.example"))
    s.host("g.example", s.chance(0.5))
    s.record("i.example", s.one(["v=spf1 a:f.example -all", "v=spf1 mx:m.example", "v=spf1 all a:f.example"]))
    if place == "exp":
        s.record(BASE, "v=spf1 " + PLACES[place])
    elif place != "root":
        before = s.one(["", "ip4:192.0.2.1 ", "a:g.example "])
        qualifier = s.one(QUALIFIERS if place != "redirect" else [""])
        s.record(BASE, "v=spf1 " + before + qualifier + PLACES[place] + s.one(["", " -all", " all", " a:void.example"]))


OTHERS = ["v=spf10 -all", "v=spf1.0", "v=spf1\tall", " v=spf1 all", "v=spf", "google-site-verification=x",
    "spf2.0/pra all", "\xff\xfe", "", "v=spf1-all", "x" * 255]
VERSIONS = ["v=spf1", "V=SPF1", "v=Spf1", "v=spf1 ", "v=spf1  "]


def selection(s):
    """Which TXT records are SPF, how many, in how many strings (sections 3.3 and 4.5)."""
    name = s.one([BASE, BASE, "i.example"])
    records = [[s.one(OTHERS)] for _ in range(s.number(0, 3))]
    for _ in range(s.one([0, 1, 1, 1, 1, 1, 2])):
        text = s.one(VERSIONS) + s.one(["", " -all", " all", " a:a.example -all", " ip4:192.0.2.1 -all"])
        at = [0, *sorted(s.number(0, len(text)) for _ in range(s.one([0, 0, 1, 2, 4]))), len(text)]
        records.append([text[begin:end] for begin, end in zip(at, at[1:])])
    for parts in s.draw.shuffled(records):
        s.add(name, "TXT", parts)
    if name != BASE:
        s.record(BASE, "v=spf1 " + s.one(["include:i.example -all", "redirect=i.example", "?include:i.example"]))
    s.host("a.example", s.chance(0.5))


U_DOMAIN, A_DOMAIN = "b\xfccher.example", "xn--bcher-kva.example"
DOMAINS = ["example.com", "EXAMPLE.com", "example.com.", "example.com..", "localhost", "a..example", ".example.com",
    "a" * 63 + ".example", "a" * 64 + ".example", U_DOMAIN, A_DOMAIN, "under_score.example", "-a.example", "1.2.3.4",
    "example.123", "a.b.c.d.e.f.g.h.example", "x" * 50 + "." + "y" * 50 + ".example"]
LOCALS = LOCAL_PARTS + ["\"a b\"", "\"a@b\"", "\"\\\"q\"", "", "postmaster", "\u00fcser", "\u7528\u6237", "a" * 64,
    "A!#$%&'*+-/=?^_`{|}~", "%{d}", "x" * 80]
EXPRESSIONS = ["%{l}.u.example", "%{s}.u.example", "%{L}.u.example", "%{l1r-}.u.example", "%{o}", "%{d}.u.example",
    "%{h}", "%{O1}.u.example", "%{lr+-}.u.example", "%{S}.u.example"]


def senders(s):
    """Local parts, domains and HELO names of every kind, the null sender (sections 2.4, 4.1, 4.3; RFC 8616)."""
    domain = s.one(DOMAINS)
    s.test.sender = s.one(LOCALS) + "@" + domain
    s.test.helo = s.one(HELOS + DOMAINS[:-3])
    if s.chance(0.2):
        s.test.sender = ""
    term = s.one(["exists:", "a:", "include:", "mx:", "ptr:"]) + s.one(EXPRESSIONS)
    record = "v=spf1 " + s.one(QUALIFIERS) + term + s.one([" -all", " ~all", " -all exp=text.example",
        " redirect=" + s.one(EXPRESSIONS)])
    for name in {A_DOMAIN if name == U_DOMAIN else name.rstrip(".").lower() for name in (domain, s.test.helo)}:
        s.record(name, record)
    s.record("text.example", s.one(["%{s}", "%{l} of %{o}", "%{S} %{h} %{H}", "%{l1r-}.%{d}"]))


def explanations(s):
    """What `exp` leads to (section 6.2), with every macro that may stand there (section 7.2)."""
    macros = [s.draw.macro("slodiphvcrt") for _ in range(s.number(1, 4))]
    text = s.one(["no: ", "", "%%", "see http://x.example/?i=%{I}&s=%{S} "]) + s.one([" ", "", ", "]).join(macros)
    text = s.one([text] * 6 + ["", "plain", "%", "%{x}", "%{d", "50%!", "caf\xe9", "tab\there", "x" * 240,
        ("%{s} " * 60).strip(), "a\x00b", "%{d}." * 40, " "])
    spec = s.one(["text.example"] * 4 + ["%{d}.text.example", "%{l}.text.example", "alias.example", "text..example"])
    name = spec.replace("%{d}", BASE).replace("%{l}", s.test.sender.rpartition("@")[0])
    s.add("alias.example", "CNAME", "text.example")
    s.record("text.example" if spec == "alias.example" else name, text)
    if s.chance(0.1):
        s.record(name, "another")
    leads = s.one(["-all exp=", "exp=", "-include:i.example exp=", "redirect=other.example exp=",
        "-exists:%{i}.example -all exp=", "~all exp="])
    s.record(BASE, "v=spf1 " + leads + spec + (" -all" if leads == "exp=" else ""))
    s.record("i.example", "v=spf1 all exp=included.example")
    s.record("included.example", "of the included")
    s.record("other.example", s.one(["v=spf1 -all", "v=spf1 -all exp=" + spec, "v=spf1 -all exp=nowhere.example"]))
    s.populate()


def long_names(s):
    """Names over 253 octets lose labels from the left, labels over 63 are none (section 7.3)."""
    s.test.sender = s.one(["a.b.c." * 9 + "x", "l" * 60, "user", ".".join(["local"] * 11)]) + "@" + BASE
    filler = ".".join(s.one(["f" * 63, "g" * 40, "h" * 10, "i" * 62]) for _ in range(s.number(1, 5)))
    spec = s.one(["%{l}.%{l}.%{l}.%{l}.%{l}.%{d}", "%{i}." + filler + ".%{d}", filler + ".%{o}",
        "%{l}" + filler + ".example", "%{lr}." + filler + ".%{ir}.%{v}.%{d}", filler + ".example"])
    term = s.one(["exists:", "a:", "include:", "mx:"]) + spec
    s.record(BASE, "v=spf1 " + s.one(QUALIFIERS) + term + s.one([" -all", " ?all", " redirect=" + filler + ".%{d}"]))


# What leads to an alias at each look-up.
ALIASED = {
    "root": "a:end.example", "include": "include:c0.example", "a": "a:c0.example", "mx": "mx:c0.example",
    "mxhost": "mx:m.example", "exists": "exists:c0.example", "ptr": "ptr:example", "ptrhost": "ptr:example",
    "exp": "-all exp=c0.example", "redirect": "redirect=c0.example",
}


def aliases(s):
    """Names that are others, in chains of up to eight, in circles, to nowhere, at every look-up."""
    place = s.one(list(ALIASED))
    hops = s.one([1, 2, 3, 7, 8])
    chain = ["c%d.example" % number for number in range(hops)] + ["end.example"]
    end = s.one(["end.example"] * 4 + ["nowhere.example", "c0.example"])
    chain[-1] = end
    for name, target in zip(chain, chain[1:]):
        s.add(name, "CNAME", target)
    s.host("end.example", s.chance(0.7))
    s.add("end.example", "MX", (1, "end.example"))
    s.record("end.example", s.one(["v=spf1 all", "v=spf1 -all", "v=spf1 a -all"]))
    s.add("m.example", "MX", (1, "c0.example"))
    if place == "ptr":
        s.add(s.reverse_name(), "CNAME", "p.example")
        s.add("p.example", "PTR", "end.example")
    elif place == "ptrhost":
        s.add(s.reverse_name(), "PTR", "c0.example")
    if place == "root":
        s.add(BASE, "CNAME", "r.example")
    s.record("r.example" if place == "root" else BASE, "v=spf1 " + ALIASED[place] + s.one(["", " -all", " ?all"]))


SCENES = [grammar, grammar, grammar, malformed, malformed, malformed, soup, soup, networks, includes, redirects,
    loops, limit_of_terms, voids, mx_fans, ptr_fans, failures, selection, senders, explanations, long_names, aliases]


def fill(s, asked):
    """Puts records under some of the names that were asked for in vain: drawn names seldom meet the zone's."""
    for name, kind in asked:
        if not s.chance(0.5) or name in s.test.zone:
            continue
        if kind in ("A", "AAAA"):
            s.host(name, s.chance(0.6))
        elif kind == "TXT":
            s.record(name, s.draw.short_record())
        elif kind == "MX":
            s.add(name, "MX", (10, s.one(NAMES)))
        elif kind == "PTR":
            s.add(name, "PTR", s.one(NAMES))


def draw_test(seed, number, names_asked):
    """Test `number` of a seed; names_asked(test) tells which questions about it have no answer."""
    scene = SCENES[number % len(SCENES)]
    s = Scene("%d-%d-%s" % (seed, number, scene.__name__.replace("_", "-")))
    scene(s)
    for _ in range(2):
        fill(s, names_asked(s.test))
    return s.test
