/* name.c - names to look up: labels with dots between them, at most 253 octets */
#include "spf_internal.h"

#include "private/dnsname.h"

/* The longest run of whole labels at the end that fits. */
static secmailp_view
cut_from_left(secmailp_view labels)
{
	size_t start = labels.len - SECMAILP_DOMAIN_MAX;

	while (start < labels.len && labels.at[start - 1] != '.')
		start++;
	return secmailp_view_after(labels, start);
}

/* Of two dots the first ends an empty label, and what has one is no name: both stay. */
static bool
ends_in_one_dot(secmailp_view labels)
{
	return labels.len > 0 && labels.at[labels.len - 1] == '.' &&
	       (labels.len == 1 || labels.at[labels.len - 2] != '.');
}

secmailp_view
secmailp_spf_name_cut(secmailp_view labels)
{
	if (ends_in_one_dot(labels))
		labels.len--;
	if (labels.len <= SECMAILP_DOMAIN_MAX)
		return labels;
	labels = cut_from_left(labels);
	if (ends_in_one_dot(labels)) /* all that is left of two: not the root */
		labels.len--;
	return labels;
}

void
secmailp_spf_name_set(secmailp_spf_name *n, secmailp_view labels)
{
	labels = secmailp_spf_name_cut(labels);
	for (size_t i = 0; i < labels.len; i++)
		n->text[i] = secmailp_lower(labels.at[i]);
	n->len = labels.len;
}

bool
secmailp_spf_name_read(secmailp_spf_name *n, secmailp_cursor *wire)
{
	secmailp_dnsname name;
	secmailp_cursor c;
	secmailp_spf_text text = { n->text, 0, sizeof n->text, false };

	n->len = 0;
	if (!secmailp_dnsname_read(&name, wire))
		return false;
	c = secmailp_cursor_over(secmailp_dnsname_view(&name));
	for (;;) {
		secmailp_view label = secmailp_cursor_take(&c, secmailp_cursor_byte(&c));

		if (label.len == 0)
			break;
		if (memchr(label.at, '.', label.len))
			return false;
		if (text.len > 0)
			secmailp_spf_text_byte(&text, '.');
		secmailp_spf_text_add(&text, label);
	}
	n->len = text.len;
	return !text.is_cut && text.len > 0;
}

bool
secmailp_spf_name_is_within(secmailp_view name, secmailp_view ancestor)
{
	size_t above;

	if (ancestor.len == 0 || name.len < ancestor.len)
		return false;
	above = name.len - ancestor.len;
	return secmailp_view_equal_nocase(secmailp_view_after(name, above), ancestor) &&
	       (above == 0 || name.at[above - 1] == '.');
}
