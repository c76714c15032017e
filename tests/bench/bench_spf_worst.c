/*
 * bench_spf_worst.c - what a hostile record costs: the processor time of a message over all its
 * rounds
 *
 * Each construction is a zone whose owner wants the evaluation to be dear. It
 * is judged with one answer a round, the slowest way there is: the oldest open
 * question first, and the newest first. Only the calls that judge are timed;
 * what an answers table costs grows with what a resolver has brought.
 */
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include "bench_spf.h"

#define RECORD SECMAIL_SPF_MAX_RECORD
#define LIMIT_NS 1000000.0

/* Records that a reply of 65,535 octets has room for, six of which a table has room for. */
#define MANY 4000

/* --- building records ------------------------------------------------------- */

typedef struct record {
	char text[RECORD + 1];
	size_t len;
} record;

static void write_record(record *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
write_record(record *r, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(r->text + r->len, sizeof r->text - r->len, format, args);
	va_end(args);
	bench_must(len >= 0 && (size_t)len < sizeof r->text - r->len, "a record is too long");
	r->len += (size_t)len;
}

/* Writes `piece` as often as it fits before `until` octets. */
static void
fill_record(record *r, const char *piece, size_t until)
{
	while (r->len + strlen(piece) <= until)
		write_record(r, "%s", piece);
}

static record
record_new(void)
{
	record r = { "v=spf1", 6 };

	return r;
}

static void
add_record(bench_zone *zone, const char *name, const record *r, size_t string)
{
	bench_answer_add_text(bench_zone_add(zone, name, SECMAIL_DNS_TXT), r->text, string);
}

/* --- building names --------------------------------------------------------- */

static char *
name_of(const char *what, size_t n, bool is_long)
{
	static char name[BENCH_NAME_SIZE];
	static const char padding[] =
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

	if (is_long)
		snprintf(name, sizeof name, "%s%zu.%s.%s.%.50s.example", what, n, padding, padding,
		    padding);
	else
		snprintf(name, sizeof name, "%s%zu.example", what, n);
	return name;
}

static void
add_host(bench_zone *zone, const char *name, size_t addresses)
{
	bench_answer *host = bench_zone_add(zone, name, SECMAIL_DNS_A);

	for (size_t i = 0; i < addresses; i++)
		bench_answer_add(
		    host, (const uint8_t[4]){ 10, 1, (uint8_t)(i >> 8), (uint8_t)i }, 4);
}

/* Ten MX records, and the addresses of their hosts. */
static void
add_mx(bench_zone *zone, size_t n, bool is_long, size_t addresses)
{
	bench_answer *mx = bench_zone_add(zone, name_of("m", n, is_long), SECMAIL_DNS_MX);
	uint8_t rdata[2 + BENCH_NAME_SIZE] = { 0, 10 };
	char hosts[SECMAIL_SPF_MAX_MX][BENCH_NAME_SIZE];

	for (size_t i = 0; i < SECMAIL_SPF_MAX_MX; i++) {
		memcpy(hosts[i], name_of("h", 100 * n + i, is_long), BENCH_NAME_SIZE);
		bench_answer_add(mx, rdata, 2 + bench_wire(hosts[i], rdata + 2));
	}
	for (size_t i = 0; i < SECMAIL_SPF_MAX_MX; i++)
		add_host(zone, hosts[i], addresses);
}

static void
add_claims(bench_zone *zone, const char *host)
{
	bench_answer *ptr = bench_zone_add(zone, "1.2.0.192.in-addr.arpa", SECMAIL_DNS_PTR);
	uint8_t rdata[BENCH_NAME_SIZE];
	char hosts[SECMAIL_SPF_MAX_PTR][BENCH_NAME_SIZE];

	for (size_t i = 0; i < SECMAIL_SPF_MAX_PTR; i++) {
		snprintf(hosts[i], sizeof hosts[i], "%c%s", (char)('a' + i), host);
		bench_answer_add(ptr, rdata, bench_wire(hosts[i], rdata));
	}
	for (size_t i = 0; i < SECMAIL_SPF_MAX_PTR; i++)
		add_host(zone, hosts[i], 1);
}

/* --- the constructions ------------------------------------------------------ */

/* The client is 192.0.2.1, the sender is at r.example, whose record is the first. */
typedef void (*build)(bench_zone *zone);

static void
add_includes_and_mx(bench_zone *zone, size_t includes, size_t mx, bool is_long)
{
	record r = record_new();

	for (size_t i = 0; i < includes; i++) {
		record inner = record_new();

		write_record(&r, " include:%s", name_of("i", i, is_long));
		fill_record(&inner, " ip4:10.0.0.1", RECORD - 5);
		write_record(&inner, " ?all");
		add_record(zone, name_of("i", i, is_long), &inner, 1);
	}
	for (size_t i = 0; i < mx; i++) {
		write_record(&r, " mx:%s", name_of("m", i, is_long));
		add_mx(zone, i, is_long, 1);
	}
	fill_record(&r, " ip4:10.0.0.1", RECORD - 5);
	write_record(&r, " -all");
	add_record(zone, "r.example", &r, 1);
}

static void
five_includes_and_five_mx(bench_zone *zone)
{
	add_includes_and_mx(zone, 5, 5, false);
}

static void
five_includes_and_five_mx_long(bench_zone *zone)
{
	add_includes_and_mx(zone, 5, 5, true);
}

static void
ten_mx_long(bench_zone *zone)
{
	add_includes_and_mx(zone, 0, 10, true);
}

/* Each record includes the next, behind 8,192 octets of `piece`. */
static void
add_chain(bench_zone *zone, const char *piece)
{
	for (size_t i = 0; i <= SECMAIL_SPF_MAX_TERMS; i++) {
		record r = record_new();

		fill_record(&r, piece, RECORD - 20);
		write_record(&r, " include:%s", name_of("c", i + 1, false));
		add_record(zone, i == 0 ? "r.example" : name_of("c", i, false), &r, 1);
	}
}

static void
chain_of_networks(bench_zone *zone)
{
	add_chain(zone, " ip4:1.1.1.1");
}

static void
chain_of_long_networks(bench_zone *zone)
{
	add_chain(zone, " ip6:1:1:1:1:1:1:1:1");
}

static void
chain_of_modifiers(bench_zone *zone)
{
	add_chain(zone, " a=");
}

static void
chain_of_macros(bench_zone *zone)
{
	add_chain(zone, " a=%{d}%{h}");
}

/*
 * Five `a` whose names are macros again and again and come to no name, so that
 * none is a void look-up; and five mx, for the rounds.
 */
static void
add_macros(bench_zone *zone, const char *macro)
{
	record r = record_new();

	for (size_t i = 0; i < 5; i++) {
		write_record(&r, " mx:%s", name_of("m", i, false));
		add_mx(zone, i, false, 1);
	}
	for (size_t i = 1; i <= 5; i++) {
		write_record(&r, " a:");
		fill_record(&r, macro, RECORD * i / 5 - 20);
		write_record(&r, "..e%zu.example", i);
	}
	add_record(zone, "r.example", &r, 1);
}

static void
macros_that_split(bench_zone *zone)
{
	add_macros(zone, "%{l1+}");
}

static void
macros_that_turn(bench_zone *zone)
{
	add_macros(zone, "%{l1r+}");
}

static void
macros_that_are_empty(bench_zone *zone)
{
	add_macros(zone, "%{h}");
}

static void
macros_that_escape(bench_zone *zone)
{
	add_macros(zone, "%{L1-}");
}

static void
macros_of_names(bench_zone *zone)
{
	add_macros(zone, "%{p}");
	add_claims(zone, ".h");
}

/* A chain of includes whose names are macros: each round expands all that went before. */
static void
add_chain_of_macros(bench_zone *zone, const char *macro)
{
	for (size_t i = 0; i <= SECMAIL_SPF_MAX_TERMS; i++) {
		record r = record_new();

		write_record(&r, " include:c%zu", i + 1);
		fill_record(&r, macro, RECORD - 20);
		write_record(&r, ".example");
		add_record(zone, i == 0 ? "r.example" : name_of("c", i, false), &r, 1);
	}
}

static void
chain_of_empty_macros(bench_zone *zone)
{
	add_chain_of_macros(zone, "%{h}");
}

static void
chain_of_macros_that_split(bench_zone *zone)
{
	add_chain_of_macros(zone, "%{l1+}");
}

static void
ten_ptr(bench_zone *zone)
{
	record r = record_new();

	for (size_t i = 0; i < SECMAIL_SPF_MAX_TERMS; i++)
		write_record(&r, " ptr:%s", name_of("p", i, true));
	fill_record(&r, " ip4:10.0.0.1", RECORD);
	add_record(zone, "r.example", &r, 1);
	add_claims(zone, name_of(".p", 0, true));
}

/* Answered newest first, each record that is read shows another, and hides what was read before. */
static void
tree_of_includes(bench_zone *zone)
{
	const size_t records = 80;

	for (size_t i = 0; i < records; i++) {
		record r = record_new();

		for (size_t n = 1; n <= SECMAIL_SPF_MAX_TERMS; n++)
			write_record(
			    &r, " include:%s", name_of("t", SECMAIL_SPF_MAX_TERMS * i + n, false));
		fill_record(&r, " ip4:10.0.0.1", 6000);
		add_record(zone, i == 0 ? "r.example" : name_of("t", i, false), &r, 255);
	}
}

static void
names_with_many_texts(bench_zone *zone)
{
	add_includes_and_mx(zone, 5, 5, false);
	for (size_t i = 0; i < zone->count; i++)
		for (size_t n = 0; zone->answers[i].type == SECMAIL_DNS_TXT && n < MANY; n++)
			bench_answer_add(&zone->answers[i], "\1v", 2);
}

static void
hosts_with_many_addresses(bench_zone *zone)
{
	record r = record_new();

	for (size_t i = 0; i < SECMAIL_SPF_MAX_TERMS; i++) {
		write_record(&r, " mx:%s", name_of("m", i, false));
		add_mx(zone, i, false, 1);
	}
	add_record(zone, "r.example", &r, 255);
	for (size_t i = 0; i < zone->count; i++)
		for (size_t n = 0; i % 11 == 1 && i < 66 && n < MANY; n++)
			bench_answer_add(&zone->answers[i],
			    (const uint8_t[4]){ 10, 2, (uint8_t)(n >> 8), (uint8_t)n }, 4);
}

static void
an_explanation_of_names(bench_zone *zone)
{
	record r = record_new(), why = { "", 0 };

	write_record(&r, " exp=x.example -all");
	fill_record(&why, "%{p}", RECORD);
	add_record(zone, "r.example", &r, 255);
	add_record(zone, "x.example", &why, 1);
	add_claims(zone, ".h");
}

static const struct attack {
	const char *name;
	build build;
} attacks[] = {
	{ "5 includes and 5 mx, 8,192 octets each", five_includes_and_five_mx },
	{ "the same with names of 190 octets", five_includes_and_five_mx_long },
	{ "10 mx with names of 190 octets", ten_mx_long },
	{ "10 nested includes of ip4", chain_of_networks },
	{ "10 nested includes of ip6", chain_of_long_networks },
	{ "10 nested includes of modifiers", chain_of_modifiers },
	{ "10 nested includes of modifiers with macros", chain_of_macros },
	{ "macros that split", macros_that_split },
	{ "macros that turn round", macros_that_turn },
	{ "macros that escape", macros_that_escape },
	{ "macros that expand to nothing", macros_that_are_empty },
	{ "macros that ask for the client's name", macros_of_names },
	{ "10 nested includes named by macros", chain_of_empty_macros },
	{ "10 nested includes named by macros that split", chain_of_macros_that_split },
	{ "a tree of includes, 6,000 octets each", tree_of_includes },
	{ "10 ptr", ten_ptr },
	{ "4,000 TXT records beside each record", names_with_many_texts },
	{ "10 mx, 6 hosts of 4,000 addresses", hosts_with_many_addresses },
	{ "an explanation that asks for the client's name", an_explanation_of_names },
};

/* --- judging them ----------------------------------------------------------- */

typedef struct trial {
	const bench_zone *zone;
	bool is_newest_first;
	secmail_spf *spf;
	secmail_answers *answers;
	size_t rounds;
	secmail_spf_code code;
} trial;

static double
now_ns(void)
{
	struct timespec t;

	bench_must(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0, "no clock");
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
set_up(trial *t)
{
	char path[SECMAIL_SPF_MAX_NAME];
	size_t len = sizeof path - 10;

	/* As many parts as a local part can have, all of them empty. */
	memset(path, '+', len);
	memcpy(path + len, "@r.example", 10);
	secmail_answers_reset(t->answers);
	secmail_spf_reset(t->spf);
	bench_must_be_done(secmail_spf_set_client(t->spf, (const uint8_t[4]){ 192, 0, 2, 1 }, 4));
	bench_must_be_done(secmail_spf_set_helo(t->spf, "", 0));
	bench_must_be_done(secmail_spf_set_mail_from(t->spf, path, sizeof path));
}

static void
answer_one(trial *t)
{
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t open = secmail_answers_open(t->answers, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	bench_must(open > 0, "a judge waits for nothing");
	bench_zone_give(t->zone, t->answers, ids[t->is_newest_first ? open - 1 : 0]);
}

/* Judges once, from an empty table; returns the nanoseconds that the calls of judge took. */
static double
run_once(trial *t)
{
	secmail_spf_result *result = NULL;
	double took = 0;

	set_up(t);
	t->rounds = 0;
	while (!result) {
		double start = now_ns();
		secmail_status status = secmail_spf_judge(t->spf, t->answers, &result);

		took += now_ns() - start;
		t->rounds++;
		if (status == SECMAIL_WANT_DNS)
			answer_one(t);
		else
			bench_must_be_done(status);
	}
	t->code = secmail_spf_result_code(result);
	secmail_spf_result_free(result);
	return took;
}

/* The quickest of some: what disturbs the machine only ever adds. */
static double
run_some(trial *t)
{
	double best = run_once(t);

	for (size_t i = 0; i < 10; i++) {
		double took = run_once(t);

		best = took < best ? took : best;
	}
	return best;
}

static double
measure(const struct attack *attack, trial *t)
{
	bench_zone zone = { NULL, 0 };
	double worst = 0;

	attack->build(&zone);
	bench_zone_sort(&zone);
	t->zone = &zone;
	for (int newest = 0; newest < 2; newest++) {
		double took;

		t->is_newest_first = newest;
		took = run_some(t);
		if (took > worst)
			worst = took;
		printf("spf.worst: %.3f ms in %zu rounds, %s first, %s: %s\n", took / 1e6,
		    t->rounds, newest ? "newest" : "oldest", secmail_spf_code_name(t->code),
		    attack->name);
		fflush(stdout);
	}
	bench_zone_free(&zone);
	return worst;
}

void
bench_worst(void)
{
	trial t = { .rounds = 0 };
	double worst = 0;

	bench_must_be_done(secmail_spf_new(1700000000, &t.spf));
	bench_must_be_done(secmail_answers_new(&t.answers));
	for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
		double took = measure(&attacks[i], &t);

		worst = took > worst ? took : worst;
	}
	printf("BENCH spf.worst vs=1ms ratio=%.2f ours=%.0fns theirs=%.0fns\n", LIMIT_NS / worst,
	    worst, LIMIT_NS);
	secmail_answers_free(t.answers);
	secmail_spf_free(t.spf);
}
