# arc_messages.awk - the sealed messages of an ARC suite in the form of the ValiMail one, each in files of its own
#
# Usage: awk -v folder=FOLDER -f arc_messages.awk FILE.yml
# Writes FOLDER/<id>.eml, .zone and .args for each message that has a seal, and prints FOLDER/<id>.

function close_document(   id, base) {
	for (id in message) {
		if (message[id] !~ /ARC-Seal:/)
			continue
		base = folder "/" id
		printf "%s", message[id] >(base ".eml")
		printf "%s", envelope >(base ".args")
		printf "%s%s", records, zone >(base ".zone")
		close(base ".eml"); close(base ".args"); close(base ".zone")
		print base
	}
	delete message
	zone = key = ""
}

# A record of several strings, as none may have more than 255 octets.
function add_record(   rest) {
	if (key == "")
		return
	zone = zone key ". TXT ("
	for (rest = value; rest != ""; rest = substr(rest, 201))
		zone = zone " \"" substr(rest, 1, 200) "\""
	zone = zone " )\n"
	key = ""
}

BEGIN {
	envelope = "--ip=192.0.2.1\n--helo=d1.example.org\n--mail-from=jqd@d1.example.org\n--now=1700000000\n"
	records = "$TTL 300\nd1.example.org. TXT \"v=spf1 include:spf.example.org mx -all\"\n" \
		"d1.example.org. MX 10 mx.example.org.\nmx.example.org. A 192.0.2.1\n" \
		"spf.example.org. TXT \"v=spf1 ip4:198.51.100.1 -all\"\n" \
		"_dmarc.example.org. TXT \"v=DMARC1; p=reject; sp=none; np=quarantine\"\n"
}
/^---/ { add_record(); close_document(); part = ""; next }
/^[a-z]/ { add_record(); part = $1; in_message = 0 }
part == "tests:" && /^  [A-Za-z0-9_]+:/ { id = $1; sub(/:.*/, "", id); in_message = 0; next }
part == "tests:" && /^    message: *[|]/ { in_message = 1; next }
in_message && /^      / { message[id] = message[id] substr($0, 7) "\n"; next }
in_message && /^[ \t]*$/ { message[id] = message[id] "\n"; next }
in_message { in_message = 0 }
part == "txt-records:" && /^  [^ ].*:/ { add_record(); key = $1; sub(/:$/, "", key); value = ""; next }
part == "txt-records:" && /^    / { gsub(/^ +| +$|"/, ""); value = value (value == "" ? "" : " ") $0 }
END { add_record(); close_document() }
