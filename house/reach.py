"""`python -m house.reach`: whether the servers that tests need answer; says which doesn't, and how to start it."""

import os
import sys

import psycopg
import redis

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "postgresql://root@127.0.0.1:5432/test")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


def missing() -> list[str]:
    """A sentence for every server that doesn't answer."""
    found = []
    try:
        psycopg.connect(POSTGRESQL, connect_timeout=5).close()
    except psycopg.Error as error:
        found.append(f"PostgreSQL doesn’t answer at TEST_DATABASE_URL ({POSTGRESQL}): {error}")
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=5).ping()
    except redis.RedisError as error:
        found.append(f"Redis doesn’t answer at TEST_REDIS_URL ({REDIS}): {error}")
    return found


def main() -> int:
    """Say what is missing; gives the exit code."""
    sentences = missing()
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
