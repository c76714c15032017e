/* domain.c - see domain.h */
#include "private/domain.h"

/* What a label may hold (letters, digits, hyphen, underscore), in lower case; 0: nothing else. */
#define BOTH(upper, lower) [upper] = (lower), [lower] = (lower)
#define SAME(octet) [octet] = (octet)
static const char label_octets[256] = {
	BOTH('A', 'a'),
	BOTH('B', 'b'),
	BOTH('C', 'c'),
	BOTH('D', 'd'),
	BOTH('E', 'e'),
	BOTH('F', 'f'),
	BOTH('G', 'g'),
	BOTH('H', 'h'),
	BOTH('I', 'i'),
	BOTH('J', 'j'),
	BOTH('K', 'k'),
	BOTH('L', 'l'),
	BOTH('M', 'm'),
	BOTH('N', 'n'),
	BOTH('O', 'o'),
	BOTH('P', 'p'),
	BOTH('Q', 'q'),
	BOTH('R', 'r'),
	BOTH('S', 's'),
	BOTH('T', 't'),
	BOTH('U', 'u'),
	BOTH('V', 'v'),
	BOTH('W', 'w'),
	BOTH('X', 'x'),
	BOTH('Y', 'y'),
	BOTH('Z', 'z'),
	SAME('0'),
	SAME('1'),
	SAME('2'),
	SAME('3'),
	SAME('4'),
	SAME('5'),
	SAME('6'),
	SAME('7'),
	SAME('8'),
	SAME('9'),
	SAME('-'),
	SAME('_'),
};

/* Copies labels in lower case; false if one is empty or too long, or holds what none may. */
static bool
copy_labels(char *out, secmailp_view name)
{
	size_t at = 0;

	for (;; at++) { /* over a dot */
		size_t start = at;

		for (; at < name.len && label_octets[name.at[at]] != 0; at++)
			out[at] = label_octets[name.at[at]];
		if (at == start || at - start > SECMAILP_LABEL_MAX)
			return false;
		if (at == name.len)
			return true;
		if (name.at[at] != '.')
			return false;
		out[at] = '.';
	}
}

bool
secmailp_domain_set(secmailp_domain *d, secmailp_view name)
{
	bool is_name;

	if (name.len > 0 && name.at[name.len - 1] == '.')
		name.len--;
	is_name = name.len <= SECMAILP_DOMAIN_MAX && copy_labels(d->text, name);
	d->len = is_name ? name.len : 0;
	d->text[d->len] = '\0';
	return is_name;
}

size_t
secmailp_domain_labels(secmailp_view name)
{
	size_t labels = name.len > 0;

	for (size_t i = 0; i < name.len; i++)
		labels += name.at[i] == '.';
	return labels;
}

secmailp_view
secmailp_domain_last(secmailp_view name, size_t labels)
{
	size_t start = name.len;

	for (; start > 0 && labels > 0; start--)
		if (name.at[start - 1] == '.' && --labels == 0)
			break;
	return secmailp_view_after(name, start);
}

bool
secmailp_domain_is_within(secmailp_view name, secmailp_view ancestor)
{
	size_t above = name.len - ancestor.len;

	if (ancestor.len == 0 || name.len < ancestor.len)
		return false;
	return secmailp_view_equal(secmailp_view_after(name, above), ancestor) &&
	       (above == 0 || name.at[above - 1] == '.');
}

bool
secmailp_domain_ends_in_number(secmailp_view name)
{
	secmailp_view top = secmailp_domain_last(name, 1);

	for (size_t i = 0; i < top.len; i++)
		if (top.at[i] < '0' || top.at[i] > '9')
			return false;
	return top.len > 0;
}
