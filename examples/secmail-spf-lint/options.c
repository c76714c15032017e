/* options.c - see options.h */
#define _GNU_SOURCE /* getopt_long */
#include "options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>

static const char help[] =
    "Usage: secmail-spf-lint [OPTION]... DOMAIN\n"
    "       secmail-spf-lint [OPTION]... --record TEXT [DOMAIN]\n"
    "Says what should be mended in the SPF record of a domain, and in what it leads to.\n"
    "\n"
    "  --record TEXT        look at this record, as if DOMAIN published it;\n"
    "                       - reads it from standard input\n"
    "  --offline            ask no DNS: look at the record itself alone\n"
    "  --zone FILE          answer DNS questions from this zone file only\n"
    "  --resolver ADDRESS[:PORT]\n"
    "                       ask this resolver (default: those of /etc/resolv.conf)\n"
    "  --json               print one JSON object\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 nothing to mend (notes at most), 1 errors or warnings, 64 wrong usage,\n"
    "75 temporary failure (DNS did not answer, or the system failed).\n";

void
options_print_help(void)
{
	fputs(help, stdout);
}

static bool
complain(const char *what)
{
	fprintf(stderr, "secmail-spf-lint: %s\nTry 'secmail-spf-lint --help'.\n", what);
	return false;
}

static const struct option table[] = {
	{ "record", required_argument, NULL, 't' },
	{ "offline", no_argument, NULL, 'o' },
	{ "zone", required_argument, NULL, 'z' },
	{ "resolver", required_argument, NULL, 'r' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'H' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static bool
read_option(struct options *o, int option, const char *value)
{
	switch (option) {
	case 't':
		o->record = value;
		break;
	case 'o':
		o->offline = true;
		break;
	case 'z':
		o->zone = value;
		break;
	case 'r':
		o->resolver = value;
		break;
	case 'j':
		o->json = true;
		break;
	case 'H':
		o->help = true;
		break;
	case 'V':
		o->version = true;
		break;
	default: /* getopt_long has said what is wrong */
		fputs("Try 'secmail-spf-lint --help'.\n", stderr);
		return false;
	}
	return true;
}

static bool
fits_together(const struct options *o)
{
	if (o->help || o->version)
		return true;
	if (!o->domain && !o->record)
		return complain("a domain is wanted, or --record");
	if (o->offline && !o->record)
		return complain("--offline wants --record: there is nothing else to look at");
	if (o->offline && (o->zone || o->resolver))
		return complain("--offline excludes --zone and --resolver");
	if (o->zone && o->resolver)
		return complain("--zone and --resolver exclude each other");
	return true;
}

bool
options_read(struct options *o, int argc, char *const argv[])
{
	int option;

	*o = (struct options){ .domain = NULL };
	while ((option = getopt_long(argc, argv, "", table, NULL)) != -1)
		if (!read_option(o, option, optarg))
			return false;
	if (optind < argc)
		o->domain = argv[optind];
	if (optind + 1 < argc)
		return complain("one domain at a time");
	return fits_together(o);
}
