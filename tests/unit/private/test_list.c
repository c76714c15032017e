/* test_list.c - what is listed is found in order, and leaves from anywhere */
#include <check.h>
#include <string.h>

#include "private/list.h"

typedef struct item {
	secmailp_link link;
	char name;
} item;

static secmailp_link list, other;
static item items[3];

static void
set_up(void)
{
	secmailp_list_init(&list);
	secmailp_list_init(&other);
	for (int i = 0; i < 3; i++) {
		items[i].name = (char)('a' + i);
		secmailp_link_init(&items[i].link, &items[i]);
		secmailp_list_append(&list, &items[i].link);
	}
}

/* The names on a list, in order. */
static const char *
names(const secmailp_link *l)
{
	static char text[8];
	const item *i = secmailp_list_first(l);
	size_t len = 0;

	for (; i && len < sizeof text - 1; i = secmailp_list_next(&i->link))
		text[len++] = i->name;
	text[len] = '\0';
	return text;
}

START_TEST(keeps_the_order_of_appending)
{
	ck_assert_str_eq(names(&list), "abc");
	ck_assert_str_eq(names(&other), "");
	ck_assert_ptr_null(secmailp_list_first(&other));
}
END_TEST

static const struct leaver {
	const char *proves;
	int item;
	const char *rest;
} leavers[] = {
	{ "the first leaves", 0, "bc" },
	{ "one in the middle leaves", 1, "ac" },
	{ "the last leaves", 2, "ab" },
};

START_TEST(whoever_is_listed_may_leave)
{
	const struct leaver *l = &leavers[_i];

	ck_assert(secmailp_is_linked(&items[l->item].link));
	secmailp_unlink(&items[l->item].link);
	secmailp_unlink(&items[l->item].link);
	ck_assert(!secmailp_is_linked(&items[l->item].link));
	ck_assert_msg(strcmp(names(&list), l->rest) == 0, "%s", l->proves);
}
END_TEST

START_TEST(is_on_one_list_at_a_time)
{
	secmailp_list_append(&other, &items[1].link);
	ck_assert_str_eq(names(&list), "ac");
	ck_assert_str_eq(names(&other), "b");
	secmailp_list_append(&list, &items[0].link);
	ck_assert_str_eq(names(&list), "ca");
}
END_TEST

START_TEST(is_emptied_from_the_front)
{
	ck_assert_ptr_eq(secmailp_list_take(&list), &items[0]);
	ck_assert(!secmailp_is_linked(&items[0].link));
	ck_assert_ptr_eq(secmailp_list_take(&list), &items[1]);
	ck_assert_ptr_eq(secmailp_list_take(&list), &items[2]);
	ck_assert(!secmailp_is_linked(&list));
	ck_assert_ptr_null(secmailp_list_take(&list));
}
END_TEST

TCase *
list_tests(void)
{
	TCase *t = tcase_create("list");

	tcase_add_checked_fixture(t, set_up, NULL);
	tcase_add_test(t, keeps_the_order_of_appending);
	tcase_add_loop_test(t, whoever_is_listed_may_leave, 0, sizeof leavers / sizeof leavers[0]);
	tcase_add_test(t, is_on_one_list_at_a_time);
	tcase_add_test(t, is_emptied_from_the_front);
	return t;
}
