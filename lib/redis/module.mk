redis.ABOUT := a cache and a store in Redis or Valkey
redis.HEADERS := redis.h
redis.NEEDS := core
redis.PKGS := hiredis
redis.DEBS := libhiredis-dev
