"""A test being drawn, with what all scenes put into a zone."""
from .draw import Draw, HELOS, LOCAL_PARTS, NAMES
from .form import Test

BASE = "example.com"
FAILURES = ["TIMEOUT", "SERVFAIL"]
VOIDS = ["NXDOMAIN", "NODATA"]


class Scene:
    """A test being drawn, with what all scenes need."""

    def __init__(self, name, client=None):
        self.draw = Draw(name, client)
        self.one, self.chance, self.number = self.draw.one, self.draw.chance, self.draw.number
        self.test = Test(name, client=self.draw.client, helo=self.one(HELOS),
            sender=self.one(LOCAL_PARTS) + "@" + BASE)

    def add(self, name, kind, value=None):
        self.test.add(name, kind, value)

    def record(self, name, text):
        """Publishes a record, now and then in several strings."""
        parts = [text[at:at + 250] for at in range(0, len(text), 250)] or [""]
        if self.chance(0.1) and len(text) > 8:
            at = self.number(1, len(text) - 1)
            parts = [text[:at][:250], text[at:][:250]]
        self.add(name, "TXT", parts)

    def host(self, name, is_client):
        """A name with an address, the client's or another."""
        address = str(self.draw.address()) if is_client else self.draw.other_address()
        self.add(name, self.draw.address_type(), address)

    def void(self, name):
        """A name without an answer, of either kind."""
        if self.one(VOIDS) == "NODATA":
            self.add(name, "CNAME" if self.chance(0.2) else "PTR", "nowhere.example")

    def fail(self, name):
        self.add(name, self.one(FAILURES))

    def reverse_name(self):
        return self.draw.address().reverse_pointer

    def populate(self):
        """Hosts, records, aliases and failures under the names that are drawn."""
        for name in NAMES:
            if self.chance(0.75):
                self.host(name, self.chance(0.4))
            if self.chance(0.2):
                self.host(name, False)
            if self.chance(0.5):
                self.record(name, self.draw.short_record())
            for preference in range(self.one([0, 0, 1, 2, 3])):
                self.add(name, "MX", (preference, self.draw.one(NAMES)))
            if self.chance(0.04):
                self.fail(name)
        for name in self.draw.shuffled(NAMES)[:self.one([0, 1, 1, 2, 3])]:
            self.add(self.reverse_name(), "PTR", name)
