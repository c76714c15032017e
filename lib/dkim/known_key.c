/*
 * known_key.c - private keys that are known to be good, and to everybody
 *
 * OpenSSL does not always say why it refuses a key, and one that ran out of
 * memory while it set itself up may refuse all from then on. Whether it is the
 * key or OpenSSL shows when it is given one of these: that of RFC 6376 appendix
 * C, and that of RFC 8410 section 10.3.
 */
#include "private_key.h"

#include "private/base64.h"

static const char RSA_KEY[] = "MIICXwIBAAKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFC"
			      "jxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gb"
			      "to/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB"
			      "AoGBALmn+XwWk7akvkUlqb+dOxyLB9i5VBVfje89Teolwc9YJT36BGN/l4e0l6QX"
			      "/1//6DWUTB3KI6wFcm7TWJcxbS0tcKZX7FsJvUz1SbQnkS54DJck1EZO/BLa5ckJ"
			      "gAYIaqlA9C0ZwM6i58lLlPadX/rtHb7pWzeNcZHjKrjM461ZAkEA+itss2nRlmyO"
			      "n1/5yDyCluST4dQfO8kAB3toSEVc7DeFeDhnC1mZdjASZNvdHS4gbLIA1hUGEF9m"
			      "3hKsGUMMPwJBAPW5v/U+AWTADFCS22t72NUurgzeAbzb1HWMqO4y4+9Hpjk5wvL/"
			      "eVYizyuce3/fGke7aRYw/ADKygMJdW8H/OcCQQDz5OQb4j2QDpPZc0Nc4QlbvMsj"
			      "7p7otWRO5xRa6SzXqqV3+F0VpqvDmshEBkoCydaYwc2o6WQ5EBmExeV8124XAkEA"
			      "qZzGsIxVP+sEVRWZmW6KNFSdVUpk3qzK0Tz/WjQMe5z0UunY9Ax9/4PVhp/j61bf"
			      "eAYXunajbBSOLlx4D+TunwJBANkPI5S9iylsbLs6NkaMHV6k5ioHBBmgCak95JGX"
			      "GMot/L2x0IYyMLAz6oLWh2hm7zwtb0CgOrPo1ke44hFYnfc=";

static const char ED25519_KEY[] =
    "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";

bool
smdkim_known_key_read(
    smdkim_numbers *out, smdkim_key_type type, uint8_t room[SMDKIM_KNOWN_KEY_ROOM])
{
	secmailp_view text = secmailp_view_text(type == SMDKIM_KEY_RSA ? RSA_KEY : ED25519_KEY);
	size_t len;

	return secmailp_base64_decode(
		   text, SECMAILP_BASE64_PLAIN, room, SMDKIM_KNOWN_KEY_ROOM, &len) &&
	       smdkim_private_read(out, secmailp_view_of(room, len)) == NULL;
}
