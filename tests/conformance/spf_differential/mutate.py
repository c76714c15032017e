"""One thing wrong with a record that is valid: what the grammar has to find."""

PIECES = [
    " all:x", " a:", " mx:/24", " a/33", " mx//129", " a/24//", " a/", " a//", " a/024", " mx/24/24", " a//64/24",
    " ip4:1.2.3",
    " ip4:1.2.3.4.5", " ip4:1.2.3.256", " ip4:1.2.3.04", " ip4:1.2.3.4/33", " ip4:1.2.3.4/", " ip4:1.2.3.4/032",
    " ip4:1.2.3.4//32", " ip4", " ip4:", " ip6:", " ip6::::", " ip6:1:2:3:4:5:6:7", " ip6:1:2:3:4:5:6:7:8:9",
    " ip6:12345::",
    " ip6:1::2::3", " ip6:::1.2.3", " ip6:::1/129", " ip6:::1/01", " ip6:::1//64", " ip6:fe80::1%eth0", " ip4:::1",
    " ip6:1.2.3.4",
    " include", " include:", " include:x", " include:a.example/24", " exists", " exists:", " exists:a.example/24",
    " ptr:", " ptr/24",
    " ptr:a", " a:a.123", " a:a.example-", " a:a.-example", " a:a..", " a:.", " a:example", " a:1.2.3.4", " a:%{d",
    " a:%{d}x",
    " a:%{x}", " a:%{}", " a:%{d0}", " a:%{d00r}", " a:%{dr1}", " a:%{d.r}", " a:%{d@}", " a:%{c}",
    " a:%{r}.x.example", " exists:%{t}",
    " a:%", " a:%.example", " a:%(d)", " a:%%", " a:%%%%", " a:%{d}%", " redirect=", " redirect=x", " redirect=%{c}",
    " redirect=a.example/24",
    " redirect=a.example redirect=b.example", " REDIRECT=a.example redirect=a.example", " exp=", " exp=x",
    " exp=a.example exp=a.example",
    " Exp=a.example exp=b.example", " -redirect=a.example", " moo", " moo:x", " +moo=x", " moo=%", " moo=%{x}",
    " moo=%{d", " 1moo=x",
    " moo=%{c}", " moo=x moo=y", " =", " =x", " -", " --all", " -+all", " all all", " all=x", " a=x", " all.",
    " all/0", " prt",
    " ipv4:1.2.3.4", " 1.2.3.4", " v=spf1", " mx,", " a:a.example,", " include=a.example", " ip4=1.2.3.4",
    " a:a.example:25",
    " a:[192.0.2.1]", "\tall", " a\tmx", " all\n", "\n", " a:a\x01.example", " moo=\x7f", " moo=\xe9",
    " a:\xe9.example", " all\x00", "\x00",
    " \xa0all", " a:a.example\x00.example", " exists:%{d1r2}", " exists:%{l-r}", " exists:%{ir}.%{v}._spf.%{d2}/24",
]
CHARACTERS = " .:/=%{}-+~?_0129azAZ,\t\x00\x7f\xff"


def delete(draw, record, at):
    return record[:at] + record[at + 1:]


def insert(draw, record, at):
    return record[:at] + draw.one(CHARACTERS) + record[at:]


def replace(draw, record, at):
    return record[:at] + draw.one(CHARACTERS) + record[at + 1:]


def double(draw, record, at):
    return record[:at] + record[at:at + 2] + record[at:]


def swap(draw, record, at):
    return record[:at] + record[at + 1:at + 2] + record[at:at + 1] + record[at + 2:]


def cut(draw, record, at):
    return record[:at]


def add_piece(draw, record, at):
    """A malformed or unusual term, in front or at the end."""
    piece = draw.one(PIECES)
    return record + piece if draw.chance(0.5) else record[:6] + piece + record[6:]


def mutated(draw, record):
    change = draw.one([delete, insert, replace, double, swap, cut] + [add_piece] * 6)
    return change(draw, record, draw.number(6, max(6, len(record) - 1)))
