/* options.c - see options.h */
#define _GNU_SOURCE /* getopt_long */
#include "options.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* No time is negative. */
#define NOT_GIVEN (-1)

static const char help[] =
    "Usage: secmail-verify [OPTION]... [MESSAGE]\n"
    "Judges a message that came in by SPF, DKIM, ARC and DMARC.\n"
    "MESSAGE is a file; without it, or as -, the message is read from standard input.\n"
    "\n"
    "  --ip ADDRESS         the address of the client that sent it\n"
    "  --helo NAME          what the client said in HELO or EHLO\n"
    "  --mail-from PATH     the address in MAIL FROM; '' or '<>' is the null sender\n"
    "  --zone FILE          answer DNS questions from this zone file only\n"
    "  --resolver ADDRESS[:PORT]\n"
    "                       ask this resolver (default: those of /etc/resolv.conf)\n"
    "  --now SECONDS        judge as of this time, in seconds since 1970 (default: now)\n"
    "  --authserv-id NAME   our name in Authentication-Results (default: localhost)\n"
    "  --max-authors N      judge by up to N author domains, the strictest counts (default: 1)\n"
    "  --public-suffixes FILE\n"
    "                       judge DMARC by RFC 7489, with this Public Suffix List\n"
    "  --body-changes       where a signature's body was changed, tell how, if that can be told\n"
    "  --json               print one JSON object instead of a table\n"
    "  --explain[=LANGUAGE] say in plain language what was found, and what the sending domain's\n"
    "                       administrator can do about it: en (default) or de\n"
    "  --evidence FILE      write what the verdict rests on to a new file\n"
    "  --replay FILE        judge again from such a file: client, envelope, time, name and DNS\n"
    "                       are those of the first verdict; --public-suffixes is said again\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 judged, 64 wrong usage, 65 not a message, 75 temporary failure\n"
    "(DNS did not answer what DMARC needs, or the system failed).\n";

void
options_print_help(void)
{
	fputs(help, stdout);
}

static bool
complain(const char *option, const char *value, const char *what)
{
	fprintf(stderr, "secmail-verify: %s: '%s' %s\n", option, value, what);
	return false;
}

bool
options_read_ip(struct options *o, const char *text)
{
	o->ip_text = text;
	if (inet_pton(AF_INET, text, o->ip) == 1)
		o->ip_len = 4;
	else if (inet_pton(AF_INET6, text, o->ip) == 1)
		o->ip_len = 16;
	else
		return complain("--ip", text, "is no IPv4 or IPv6 address");
	return true;
}

bool
options_read_now(struct options *o, const char *text)
{
	char *end;
	long long now;

	errno = 0;
	now = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end || now < 0)
		return complain("--now", text, "is no number of seconds since 1970");
	o->now = now;
	return true;
}

bool
options_read_max_authors(struct options *o, const char *text)
{
	char *end;
	unsigned long max = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || max < 1 || max > SECMAIL_INBOUND_MAX_AUTHORS)
		return complain("--max-authors", text, "is no number that it can be: 1 to 8");
	o->max_authors = max;
	return true;
}

static bool
read_language(struct options *o, const char *text)
{
	o->explain = true;
	o->language = text;
	if (!text || strcmp(text, "en") == 0 || strcmp(text, "de") == 0)
		return true;
	return complain("--explain", text, "is no language that is known: en and de are");
}

static const struct option table[] = {
	{ "ip", required_argument, NULL, 'i' },
	{ "helo", required_argument, NULL, 'h' },
	{ "mail-from", required_argument, NULL, 'f' },
	{ "zone", required_argument, NULL, 'z' },
	{ "resolver", required_argument, NULL, 'r' },
	{ "now", required_argument, NULL, 'n' },
	{ "authserv-id", required_argument, NULL, 'a' },
	{ "max-authors", required_argument, NULL, 'm' },
	{ "public-suffixes", required_argument, NULL, 's' },
	{ "body-changes", no_argument, NULL, 'c' },
	{ "json", no_argument, NULL, 'j' },
	{ "explain", optional_argument, NULL, 'e' },
	{ "evidence", required_argument, NULL, 'w' },
	{ "replay", required_argument, NULL, 'p' },
	{ "help", no_argument, NULL, 'H' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

/* Options whose value is kept as it is; NULL for any other. */
static const char **
text_option(struct options *o, int option)
{
	switch (option) {
	case 'h':
		return &o->helo;
	case 'f':
		return &o->mail_from;
	case 'z':
		return &o->zone;
	case 'r':
		return &o->resolver;
	case 'a':
		return &o->authserv_id;
	case 's':
		return &o->suffixes;
	case 'w':
		return &o->evidence;
	case 'p':
		return &o->replay;
	default:
		return NULL;
	}
}

static bool *
switch_option(struct options *o, int option)
{
	switch (option) {
	case 'c':
		return &o->body_changes;
	case 'j':
		return &o->json;
	case 'H':
		return &o->help;
	case 'V':
		return &o->version;
	default:
		return NULL;
	}
}

static bool
read_option(struct options *o, int option, const char *value)
{
	const char **text = text_option(o, option);
	bool *flag = switch_option(o, option);

	if (text)
		*text = value;
	else if (option == 'e')
		return read_language(o, value);
	else if (flag)
		*flag = true;
	else if (option == 'i')
		return options_read_ip(o, value);
	else if (option == 'n')
		return options_read_now(o, value);
	else if (option == 'm')
		return options_read_max_authors(o, value);
	else /* getopt_long has said what is wrong */
		return false;
	return true;
}

/* What evidence tells is not said twice. */
static bool
replays_alone(const struct options *o)
{
	if (o->ip_len == 0 && !o->helo && !o->mail_from && !o->zone && !o->resolver &&
	    o->now == NOT_GIVEN && !o->authserv_id && o->max_authors == 0 && !o->body_changes)
		return true;
	return complain("--replay", o->replay,
	    "tells client, envelope, DNS, time and settings: no option may say them as well");
}

static bool
fits_together(const struct options *o)
{
	if (o->replay && !replays_alone(o))
		return false;
	if (o->zone && o->resolver)
		return complain("--zone", o->zone, "and --resolver exclude each other");
	if (o->json && o->explain)
		return complain("--json", "", "and --explain exclude each other");
	return true;
}

/* What was left out, and the lengths of what was not. */
static void
complete(struct options *o)
{
	if (o->now == NOT_GIVEN)
		o->now = (int64_t)time(NULL);
	if (!o->authserv_id)
		o->authserv_id = "localhost";
	if (o->max_authors == 0)
		o->max_authors = 1;
	o->helo_len = o->helo ? strlen(o->helo) : 0;
	o->mail_from_len = o->mail_from ? strlen(o->mail_from) : 0;
}

bool
options_read(struct options *o, int argc, char *const argv[])
{
	int option;
	bool good = true;

	/* Mail in files has Unix line ends as a rule. */
	*o = (struct options){ .now = NOT_GIVEN, .normalize = true };
	while (good && (option = getopt_long(argc, argv, "", table, NULL)) != -1)
		good = read_option(o, option, optarg);
	if (!good) {
		fputs("Try 'secmail-verify --help'.\n", stderr);
		return false;
	}
	if (optind < argc && strcmp(argv[optind], "-") != 0)
		o->message = argv[optind];
	if (optind + 1 < argc)
		return complain("message", argv[optind + 1], "is one file too many");
	if (!fits_together(o))
		return false;
	complete(o);
	return true;
}
