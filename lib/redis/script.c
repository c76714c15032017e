/*
 * script.c - the scripts of a store
 *
 * An entry is a hash of two fields: v, the value, and e, when it expires. Lua's
 * numbers are doubles, which int64_t does not fit into, so a time is 20 digits
 * that count from INT64_MIN, compared in two halves; "" is never. Sums are made
 * by HINCRBY, which is exact. Strings are compared whole by Lua, which keeps
 * equal ones once, so that the time of it tells nothing about where they differ.
 *
 * Memory is what a server looks at before the first write of a script, so that
 * one is the write that may need some: nothing is deleted before it.
 *
 * What each script writes is decided by its arguments and the entry alone. The
 * server's own clock only clears away what has been dead for long.
 */
#include "script.h"

/* Sets v to the entry's value, false if there is none or it has expired. */
#define FIND                                                                                       \
	"local k, now = KEYS[1], ARGV[1]\n"                                                        \
	"local entry = redis.call('HMGET', k, 'v', 'e')\n"                                         \
	"local v, e = entry[1], entry[2]\n"                                                        \
	"local function reached(t)\n"                                                              \
	"  local a, b = tonumber(t:sub(1, 10)), tonumber(now:sub(1, 10))\n"                        \
	"  if a ~= b then return a < b end\n"                                                      \
	"  return tonumber(t:sub(11)) <= tonumber(now:sub(11))\n"                                  \
	"end\n"                                                                                    \
	"if v and e and (e == '' or (#e == 20 and not e:find('%D'))) then\n"                       \
	"  if e ~= '' and reached(e) then v = false end\n"                                         \
	"elseif redis.call('EXISTS', k) == 1 then\n"                                               \
	"  return {ok = 'BROKEN'}\n"                                                               \
	"end\n"

/* A function that makes the entry anew. */
#define KEEP                                                                                       \
	"local function keep(value, expires, seconds)\n"                                           \
	"  redis.call('HSET', k, 'v', value, 'e', expires)\n"                                      \
	"  if seconds ~= '' then\n"                                                                \
	"    redis.call('EXPIRE', k, seconds)\n"                                                   \
	"  else\n"                                                                                 \
	"    redis.call('PERSIST', k)\n"                                                           \
	"  end\n"                                                                                  \
	"end\n"

const secmailp_redis_script secmailp_redis_script_get = {
	"67218566c3ace1cbe156041e2c7b2f20243384f9",
	FIND "return v\n",
};

const secmailp_redis_script secmailp_redis_script_compare_and_set = {
	"1aea06c8f0fac8eb60c300fd698223b398b9e9fb",
	FIND KEEP "local expected = ARGV[2] == '1' and ARGV[3]\n"
		  "if v ~= expected then return {ok = 'CONFLICT'} end\n"
		  "if ARGV[4] == '1' then\n"
		  "  keep(ARGV[5], ARGV[6], ARGV[7])\n"
		  "else\n"
		  "  redis.call('DEL', k)\n"
		  "end\n"
		  "return {ok = 'SWAPPED'}\n",
};

/*
 * Redis knows no zeros before a number and no zero with a sign; "decimal text",
 * as store.h has it, does. A counter that can't change is put back as it was.
 * Of what HINCRBY refuses two things are the counter's fault; all else (no memory,
 * no disk, no replicas) is the server's, and told as its error.
 */
const secmailp_redis_script secmailp_redis_script_increment = {
	"935f99ebad057d15d8a4f4e7eef63939f1ea4a10",
	FIND KEEP "local by = ARGV[2]\n"
		  "if not v then\n"
		  "  keep(by, ARGV[3], ARGV[4])\n"
		  "  return by\n"
		  "end\n"
		  "local sign, digits = v:match('^(%-?)0*(%d+)$')\n"
		  "if not digits or #digits > 19 then return {ok = 'SYNTAX'} end\n"
		  "local number = digits == '0' and digits or sign .. digits\n"
		  "if number ~= v then redis.call('HSET', k, 'v', number) end\n"
		  "local sum = redis.pcall('HINCRBY', k, 'v', by)\n"
		  "if type(sum) == 'number' then return redis.call('HGET', k, 'v') end\n"
		  "if number ~= v then redis.call('HSET', k, 'v', v) end\n"
		  "if sum.err:find('not an integer') then return {ok = 'SYNTAX'} end\n"
		  "if sum.err:find('overflow') then return {ok = 'OVERFLOW'} end\n"
		  "return sum\n",
};
