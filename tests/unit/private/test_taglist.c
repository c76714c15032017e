/* test_taglist.c - what the tokenizer takes, refuses and reports */
#include <check.h>
#include <stdio.h>

#include "edge.h"
#include "private/taglist.h"

TCase *taglist_tests(void);

static const struct reading {
	const char *proves;
	const char *list;
	const char *tags; /* name@offset<value>, each followed by a space */
	bool bad;
} readings[] = {
	{ "an empty list has no tags", "", "", false },
	{ "white space alone has no tags", " \r\n ", "", false },
	{ "a last semicolon is allowed", "v=1; a=b;", "v@0<1> a@5<b> ", false },
	{ "white space behind the last semicolon too", "v=1; \r\n", "v@0<1> ", false },
	{ "no last semicolon is allowed", "v=1;a=b", "v@0<1> a@4<b> ", false },
	{ "a value may be empty", "p=", "p@0<> ", false },
	{ "an empty value among others", "p=;q= ; r=s", "p@0<> q@3<> r@8<s> ", false },
	{ "a value may hold an equals sign", "b=ab==", "b@0<ab==> ", false },
	{ "folding around everything", " v \r\n = 1 ;\r\n\ta = b ", "v@1<1> a@14<b> ", false },
	{ "white space stays inside a value", "a=b c", "a@0<b c> ", false },
	{ "names have digits and underscores", "a_1=b", "a_1@0<b> ", false },
	{ "names are left in their case", "A=b;a=c", "A@0<b> a@4<c> ", false },
	{ "a duplicate is the module's matter", "v=1;v=2", "v@0<1> v@4<2> ", false },
	{ "two semicolons in a row", "v=1;;a=b", "v@0<1> ", true },
	{ "a semicolon alone", ";", "", true },
	{ "a name starts with a letter", "1=v", "", true },
	{ "nor with an underscore", "_a=v", "", true },
	{ "a name has no hyphen", "a-b=c", "", true },
	{ "a name needs its equals sign", "v=1; a", "v@0<1> ", true },
	{ "an equals sign needs its name", "=a", "", true },
	{ "a control character ends the list", "v=1\001; a=b", "", true },
	{ "DEL ends the list", "v=1\177", "", true },
};

START_TEST(reads_or_refuses)
{
	const struct reading *r = &readings[_i];
	edge e = edge_behind(r->list, strlen(r->list));
	secmailp_taglist list = secmailp_taglist_over(e.octets);
	secmailp_tag tag;
	char tags[128] = "";
	size_t used = 0;

	while (secmailp_taglist_next(&list, &tag))
		used += (size_t)snprintf(tags + used, sizeof tags - used, "%.*s@%zu<%.*s> ",
		    (int)tag.name.len, (const char *)tag.name.at, tag.offset, (int)tag.value.len,
		    (const char *)tag.value.at);
	ck_assert_msg(strcmp(tags, r->tags) == 0, "%s: read '%s'", r->proves, tags);
	ck_assert_msg(secmailp_taglist_is_bad(&list) == r->bad, "%s", r->proves);
	ck_assert_msg(!secmailp_taglist_next(&list, &tag), "%s: went on", r->proves);
	edge_free(&e);
}
END_TEST

/* One octet that a value may hold or not, at each place of a value that is read by eights. */
START_TEST(an_octet_ends_a_value_at_any_place)
{
	uint8_t text[] = "p=0123456789abcdefghijklmnopqrstuvwxyz";
	size_t len = sizeof text - 1;
	bool fits = _i > ' ' && _i != ';' && _i != 127;

	for (size_t i = 3; i + 1 < len; i++) {
		uint8_t before = text[i];
		edge e;
		secmailp_taglist list;
		secmailp_tag tag;
		bool is_tag;

		text[i] = (uint8_t)_i;
		e = edge_behind((const char *)text, len);
		list = secmailp_taglist_over(e.octets);
		is_tag = secmailp_taglist_next(&list, &tag);
		if (fits || strchr(" \t\r\n;", _i) != NULL)
			ck_assert(is_tag == (_i != 0));
		else
			ck_assert(!is_tag && secmailp_taglist_is_bad(&list));
		if (is_tag)
			ck_assert_uint_eq(tag.value.len, _i == ';' ? i - 2 : len - 2);
		edge_free(&e);
		text[i] = before;
	}
}
END_TEST

START_TEST(nul_ends_the_list)
{
	secmailp_taglist list = secmailp_taglist_over(secmailp_view_of("v=1\0;a=b", 8));
	secmailp_tag tag;

	ck_assert(!secmailp_taglist_next(&list, &tag));
	ck_assert(secmailp_taglist_is_bad(&list));
}
END_TEST

TCase *
taglist_tests(void)
{
	TCase *t = tcase_create("taglist");

	tcase_add_loop_test(t, reads_or_refuses, 0, sizeof readings / sizeof readings[0]);
	tcase_add_loop_test(t, an_octet_ends_a_value_at_any_place, 0, 256);
	tcase_add_test(t, nul_ends_the_list);
	return t;
}
