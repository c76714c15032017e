/* domain.c - see domain.h */
#include "private/domain.h"

#include "private/cursor.h"

static const secmailp_byteset LABEL = SECMAILP_LDH_UNDERSCORE;

static bool
is_labels(secmailp_view name)
{
	secmailp_cursor c = secmailp_cursor_over(name);

	do {
		size_t len = secmailp_cursor_while(&c, &LABEL).len;

		if (len == 0 || len > SECMAILP_LABEL_MAX)
			return false;
	} while (secmailp_cursor_skip(&c, '.'));
	return secmailp_cursor_done(&c);
}

bool
secmailp_domain_set(secmailp_domain *d, secmailp_view name)
{
	if (name.len > 0 && name.at[name.len - 1] == '.')
		name.len--;
	d->len = 0;
	d->text[0] = '\0';
	if (name.len > SECMAILP_DOMAIN_MAX || !is_labels(name))
		return false;
	for (size_t i = 0; i < name.len; i++)
		d->text[i] = (char)secmailp_lower(name.at[i]);
	d->len = name.len;
	d->text[d->len] = '\0';
	return true;
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
