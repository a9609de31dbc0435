"""`python -m house.reach`: whether the servers that tests need answer; says which doesn't."""

import os
import sys

import psycopg
import redis

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "postgresql://root@127.0.0.1:5432/test")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


def postgresql_fault(address: str) -> str:
    """Why PostgreSQL can't be used there; empty when it can."""
    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.Error as error:
        return f"PostgreSQL doesn’t answer at TEST_DATABASE_URL ({address}): {error}"
    return ""


def redis_fault(address: str) -> str:
    """Why Redis can't be used there; empty when it can."""
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=5) as server:
            server.ping()
    except redis.RedisError as error:
        return f"Redis doesn’t answer at TEST_REDIS_URL ({address}): {error}"
    return ""


def main() -> int:
    """Say what is missing; gives the exit code."""
    faults = [fault for fault in (postgresql_fault(POSTGRESQL), redis_fault(REDIS)) if fault]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
