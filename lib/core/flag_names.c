/* flag_names.c - the words for what is odd about a message, as JSON output has them */
#include <secmail/message.h>

#include <stddef.h>

static const struct flag_name {
	uint32_t flag;
	const char *name;
} names[] = {
	{ SECMAIL_MESSAGE_BARE_LF, "bare-lf" },
	{ SECMAIL_MESSAGE_BARE_CR, "bare-cr" },
	{ SECMAIL_MESSAGE_NUL, "nul" },
	{ SECMAIL_MESSAGE_LONG_LINE, "long-line" },
	{ SECMAIL_MESSAGE_TRUNCATED_HEADER, "truncated-header" },
	{ SECMAIL_MESSAGE_NOT_A_FIELD, "not-a-field" },
	{ SECMAIL_MESSAGE_LEADING_SPACE, "leading-space" },
	{ SECMAIL_MESSAGE_SPACE_BEFORE_COLON, "space-before-colon" },
	{ SECMAIL_MESSAGE_FOLDED_NAME, "folded-name" },
	{ SECMAIL_MESSAGE_HEADER_8BIT, "header-8bit" },
	{ SECMAIL_MESSAGE_NO_FROM, "no-from" },
	{ SECMAIL_MESSAGE_REPEATED_FROM, "repeated-from" },
	{ SECMAIL_MESSAGE_FROM_SYNTAX, "from-syntax" },
	{ SECMAIL_MESSAGE_FROM_ADDRESSES, "from-addresses" },
	{ SECMAIL_MESSAGE_FROM_DOMAINS, "from-domains" },
	{ SECMAIL_MESSAGE_FROM_ROUTE, "from-route" },
	{ SECMAIL_MESSAGE_FROM_ENCODED, "from-encoded" },
	{ SECMAIL_MESSAGE_FROM_DISPLAY, "from-display" },
	{ SECMAIL_MESSAGE_FROM_QUOTED, "from-quoted" },
	{ SECMAIL_MESSAGE_SENDER_DIFFERS, "sender-differs" },
	{ SECMAIL_MESSAGE_RESENT_DIFFERS, "resent-differs" },
};

const char *
secmail_message_flag_name(uint32_t flag)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].flag == flag)
			return names[i].name;
	return NULL;
}
