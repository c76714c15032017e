/* redis.c - the settings of a server, and what became of the calls to it */
#include <stdlib.h>
#include <unistd.h>

#include "redis_internal.h"

#define DEFAULT_TIMEOUT_MS 100
#define DEFAULT_CONNECTIONS 8

static bool
prepare_lock(secmail_redis *r)
{
	if (pthread_mutex_init(&r->lock, NULL) != 0)
		return false;
	if (secmailp_monotonic_condition(&r->freed))
		return true;
	pthread_mutex_destroy(&r->lock);
	return false;
}

secmail_status
secmail_redis_new(secmail_redis **out)
{
	static const char prefix[] = "secmail:";
	secmail_redis *r = calloc(1, sizeof *r);

	*out = NULL;
	if (!r)
		return SECMAIL_NO_MEMORY;
	if (!prepare_lock(r)) {
		free(r);
		return SECMAIL_NO_MEMORY;
	}
	memcpy(r->prefix, prefix, sizeof prefix);
	r->timeout_ms = DEFAULT_TIMEOUT_MS;
	r->max_open = DEFAULT_CONNECTIONS;
	r->owner = getpid();
	*out = r;
	return SECMAIL_DONE;
}

bool
secmailp_redis_is_ours(const secmail_redis *r)
{
	return r->owner == getpid();
}

/* In a child the lock may be held by a thread that the child has not. */
void
secmail_redis_free(secmail_redis *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->idle_count; i++)
		close(r->idle[i]);
	if (secmailp_redis_is_ours(r)) {
		pthread_cond_destroy(&r->freed);
		pthread_mutex_destroy(&r->lock);
	}
	secmailp_secret_pool_close(&r->secrets);
	free(r);
}

secmail_status
secmail_redis_set_address(secmail_redis *r, const char *address)
{
	secmailp_redis_address read;

	if (!secmailp_redis_address_read(&read, secmailp_view_text(address)))
		return SECMAIL_SYNTAX;
	r->address = read;
	return SECMAIL_DONE;
}

/* Copies a text with its NUL; false if it does not fit. */
static bool
copy_text(const char *text, char *out, size_t size)
{
	size_t len = text ? strlen(text) : size;

	if (len >= size)
		return false;
	memcpy(out, text, len + 1);
	return true;
}

static secmail_status
keep_password(secmail_redis *r, secmailp_view password)
{
	secmailp_secret_pool pool;
	uint8_t *copy;

	if (secmailp_secret_pool_open(&pool, SECMAIL_REDIS_MAX_PASSWORD) != SECMAILP_DONE)
		return SECMAIL_NO_MEMORY;
	copy = secmailp_secret_alloc(&pool, password.len);
	if (!copy) {
		secmailp_secret_pool_close(&pool);
		return SECMAIL_NO_MEMORY;
	}
	memcpy(copy, password.at, password.len);
	secmailp_secret_pool_close(&r->secrets);
	r->secrets = pool;
	r->password = secmailp_view_of(copy, password.len);
	return SECMAIL_DONE;
}

secmail_status
secmail_redis_set_login(secmail_redis *r, const char *user, const void *password, size_t len)
{
	char name[sizeof r->user] = "";
	secmail_status status = SECMAIL_DONE;

	if (password ? len == 0 || len > SECMAIL_REDIS_MAX_PASSWORD : len > 0 || user)
		return SECMAIL_ARGUMENT;
	if (user && (user[0] == '\0' || !copy_text(user, name, sizeof name)))
		return SECMAIL_ARGUMENT;
	if (password) {
		status = keep_password(r, secmailp_view_of(password, len));
	} else {
		secmailp_secret_pool_close(&r->secrets);
		r->password = secmailp_view_of(NULL, 0);
	}
	if (status == SECMAIL_DONE)
		memcpy(r->user, name, sizeof name);
	return status;
}

bool
secmail_redis_is_password_locked(const secmail_redis *r)
{
	return r->secrets.is_locked;
}

secmail_status
secmail_redis_set_database(secmail_redis *r, uint32_t number)
{
	if (number > SECMAIL_REDIS_MAX_DATABASE)
		return SECMAIL_ARGUMENT;
	r->database = number;
	return SECMAIL_DONE;
}

secmail_status
secmail_redis_set_prefix(secmail_redis *r, const char *prefix)
{
	return copy_text(prefix, r->prefix, sizeof r->prefix) ? SECMAIL_DONE : SECMAIL_ARGUMENT;
}

secmail_status
secmail_redis_set_timeout(secmail_redis *r, uint32_t ms)
{
	if (ms == 0 || ms > SECMAIL_REDIS_MAX_TIMEOUT_MS)
		return SECMAIL_ARGUMENT;
	r->timeout_ms = ms;
	return SECMAIL_DONE;
}

secmail_status
secmail_redis_set_connections(secmail_redis *r, uint32_t connections)
{
	if (connections == 0 || connections > SECMAIL_REDIS_MAX_CONNECTIONS)
		return SECMAIL_ARGUMENT;
	r->max_open = connections;
	return SECMAIL_DONE;
}

_Static_assert(SECMAIL_REDIS_ERROR_SIZE == SECMAILP_ERROR_SIZE, "an error is copied whole");

void
secmail_redis_error(secmail_redis *r, char *out)
{
	out[0] = '\0';
	if (!secmailp_redis_is_ours(r))
		return;
	pthread_mutex_lock(&r->lock);
	memcpy(out, r->error.text, SECMAIL_REDIS_ERROR_SIZE);
	pthread_mutex_unlock(&r->lock);
}

static uint64_t
value_of(const secmail_redis *r, secmail_redis_counter counter)
{
	switch (counter) {
	case SECMAIL_REDIS_CALLS:
		return r->calls;
	case SECMAIL_REDIS_FAILURES:
		return r->failures;
	case SECMAIL_REDIS_REFUSED:
		return r->refused;
	case SECMAIL_REDIS_CONNECTIONS:
		return r->connections;
	case SECMAIL_REDIS_OPEN:
		return r->open;
	default:
		return 0;
	}
}

uint64_t
secmail_redis_count(secmail_redis *r, secmail_redis_counter counter)
{
	uint64_t value;

	if (!secmailp_redis_is_ours(r))
		return 0;
	pthread_mutex_lock(&r->lock);
	value = value_of(r, counter);
	pthread_mutex_unlock(&r->lock);
	return value;
}
