"""pyspf with its known faults replaced, and with this library's readings where RFC 7208 leaves a choice.

Each replacement names its section; faults.py has an input for each, which
shows that pyspf as it is judges otherwise.
"""
import importlib.util
import re

from . import abnf, pyspf


def own_copy():
    """A second copy of pyspf, so that the first stays as it is."""
    spec = importlib.util.find_spec("spf")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


spf = own_copy()


class Joiners(dict):
    def get(self, letter, default=None):
        """Section 7.3: the parts of every macro are joined with dots, not those of l and s alone."""
        return "."


spf.JOINERS = Joiners()

# Section 4.5: a version is followed by a space or nothing, a line feed is neither.
spf.RE_SPF = re.compile(rb"v=spf1(?: |\Z)", re.IGNORECASE)


class Later(str):
    """A domain-spec that is expanded when the evaluation comes to it, in the record that it stands in."""
    query = None
    domain = ""
    is_redirect = False

    def __eq__(self, other):
        """Section 5.2: an include of the record itself is like others, and found by the limit of terms."""
        return False

    __hash__ = str.__hash__

    def name(self):
        """The name; NotAscii where RFC 8616, section 4 has it match nothing."""
        outer, self.query.d = self.query.d, self.domain
        try:
            name = self.query.expand(str(self)).lower()
        finally:
            self.query.d = outer
        if not name.isascii():
            raise NotAscii()
        # Section 4.3: one dot at the end was taken off; two are an empty label, which is in no name.
        return "" if name.endswith(".") else name


class NotAscii(Exception):
    """A local part that no domain name holds."""


def matches_no_name(ptrs, suffix, match=spf.domainmatch):
    try:
        return match(ptrs, suffix.name())
    except NotAscii:
        return False


spf.domainmatch = matches_no_name


def is_modifier(term, name):
    return term.lower().startswith(name + "=")


def reverse_name(query):
    """The name that holds the client's PTR records, as test zones have it."""
    return ("%s.%s.arpa" % (spf.reverse_dots(query.i), query.v)).lower()


class Query(spf.query):
    """A query of pyspf with everything replaced."""
    pending = False
    counts_no_void = False
    longest = 0  # octets of a name before it was cut

    def __init__(self, **arguments):
        super().__init__(**arguments)
        # For what wants to know what a test is about: the records read, and the macros with their values.
        self.records, self.expanded = [], []

    # Sections 4.6.1 and 12: the whole grammar before anything else, and names in any case of letters.
    # Section 6: an unknown modifier means nothing, however often it is there.
    def check0(self, spf_record, recursion):
        if not spf_record:
            return super().check0(spf_record, recursion)
        self.records.append(spf_record)
        version, *terms = spf_record.split(" ")
        terms = [term for term in terms if term]
        for term in terms:
            if not abnf.is_term(term):
                raise spf.PermError("malformed", term)
        kept = []
        for term in terms:
            name, equals, value = term.partition("=")
            if is_modifier(term, "redirect") or is_modifier(term, "exp"):
                kept.append(name.lower() + equals + value)
            elif not abnf.MODIFIER.fullmatch(term):
                kept.append(term)
        self.pending = any(is_modifier(term, "redirect") for term in kept)
        return super().check0(" ".join([version, *kept]), recursion)

    # Section 4.6.4: a redirect is a term when it is followed, not when the record is read.
    def check_lookups(self):
        if self.pending:
            self.pending = None
        else:
            super().check_lookups()

    def expand_domain(self, arg):
        if arg != self.d and spf.RE_TOPLAB.split(arg)[-1]:
            raise spf.PermError("Invalid domain found (use FQDN)", arg)
        later = Later(arg)
        later.query, later.domain = self, self.d
        if self.pending is None:
            later.is_redirect, self.pending = True, False
        return later

    def check1(self, spf_record, domain, recursion):
        if isinstance(domain, Later):
            try:
                domain = domain.name()
            except NotAscii:
                domain = ""
        return super().check1(spf_record, domain, recursion)

    def dns_spf(self, domain):
        if not isinstance(domain, Later):
            return self.spf_record_of(domain)
        if domain.is_redirect:
            super().check_lookups()
        try:
            return self.spf_record_of(domain.name())
        except NotAscii:  # RFC 8616, section 4
            return None if domain.is_redirect else "v=spf1 ?all"

    # Section 4.3: a name of one label is none to check. Section 2.3: nor is an address literal.
    def spf_record_of(self, name):
        return super().dns_spf(name) if "." in name and name[0] != "[" else None

    # Section 6.2: an explanation is fetched after a fail, and has a grammar.
    def get_explanation(self, spec):
        return spec

    def check(self, record=None):
        result, code, explanation = super().check(record)
        if isinstance(explanation, Later):
            explanation = self.explain(explanation)
        return result, code, explanation

    def explain(self, later):
        default = spf.EXPLANATIONS["fail"]
        self.d = later.domain
        try:
            return super().get_explanation(later.name()) or default
        except (NotAscii, spf.TempError, spf.PermError):
            return default

    # Section 7.3: an explanation is not cut as a name is, and a name loses as many labels as it has to.
    def expand(self, text, stripdot=True):
        if not stripdot and not abnf.is_explanation(text):
            raise spf.PermError("malformed explanation")
        expanded = spf.RE_CHAR.sub(lambda macro: self.expand_one(macro.group()), text)
        if not stripdot:
            return expanded
        expanded = expanded[:-1] if expanded.endswith(".") else expanded
        self.longest = max(self.longest, len(expanded))
        while len(expanded) > 253 and "." in expanded:
            expanded = expanded.partition(".")[2]
        return expanded

    # Section 12: the transformer is an R in any case of letters.
    # Section 7.1: %% may stand at the end.
    def expand_one(self, macro):
        if macro in ("%%", "%_", "%-"):
            return {"%%": "%", "%_": " ", "%-": "%20"}[macro]
        value = super().expand(macro[:3].lower() + "}", stripdot=False)
        self.expanded.append((macro, value))
        return super().expand(macro[:3] + macro[3:].lower(), stripdot=False)

    def dns_a(self, name, kind="A"):
        try:
            name = name.name() if isinstance(name, Later) else name
        except NotAscii:
            return []
        return self.dns(name, kind) if name else []

    # Section 5.4: the hosts are looked up up to the one that matches.
    def dns_mx(self, name):
        try:
            name = name.name()
        except NotAscii:
            return []
        hosts = self.dns(name, "MX") if name else []
        if len(hosts) > spf.MAX_MX:
            raise spf.PermError("More than 10 MX records")
        return (address for _, host in hosts for address in self.dns_a(host, self.A))

    def cidrmatch(self, addresses, length):
        for address in addresses:
            if super().cidrmatch([address], length):
                return True
        return False

    # Sections 5.5 and 7.3: an error over PTR records or the names in them is no match.
    # Section 4.6.4 limits terms without an answer: the names are not counted, nor is %{p} at all.
    def validated_ptrs(self):
        try:
            names = self.dns_ptr(self.i)[:spf.MAX_PTR]
        except spf.TempError:
            return []
        return [name.lower().rstrip(".") for name in names if self.leads_back(name)]

    def leads_back(self, name):
        try:
            return self.cidrmatch(self.dns(name, self.A, ignore_void=True), self.cidrmax)
        except spf.TempError:
            return False

    def dns_ptr(self, address):
        return self.dns(reverse_name(self), "PTR", ignore_void=self.counts_no_void)

    # Section 7.3: which name %{p} prefers depends on the record that it stands in.
    def getp(self):
        self.p, self.counts_no_void = None, True
        try:
            return super().getp()
        finally:
            self.counts_no_void = False


def a_labels(domain):
    """RFC 8616, section 4: domains are looked up as A-labels; letters are compared as lower case."""
    try:
        return domain.encode("idna").decode().lower() if not domain.isascii() else domain.lower()
    except UnicodeError:
        return domain


def query_of(test):
    """pyspf's own reading of a sender, but for what is in the comments."""
    # RFC 5321, section 4.1.2: the last "@" ends the local part, which may have one between quotes.
    local, at, domain = (test.sender or "@" + test.helo).rpartition("@")
    # RFC 7208, section 4.3: an empty label at the end is no fault. %{s} has "postmaster" for a missing local part too.
    domain = a_labels(domain[:-1] if domain.endswith(".") else domain)
    query = Query(i=test.client, s=(local or "postmaster") + at + domain, h=test.helo, strict=True)
    query.l, query.o, query.d = local or "postmaster", domain, domain
    query.t = pyspf.NOW
    query.h = test.helo if test.helo.isascii() else a_labels(test.helo)
    return query


def check(test):
    """The query of a test after its check, and what that gave."""
    spf.DNSLookup = pyspf.answer_from(test.zone, spf)
    query = query_of(test)
    return query, query.check()


def judge(test):
    """The verdict that the RFC wants, as keys of the suite."""
    query, (result, _, explanation) = check(test)
    return pyspf.expected_of(query, result, explanation)
