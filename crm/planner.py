"""How a query tells the database which way to go, and how it is asked which way it would."""

from peewee import SQL, Field, ModelSelect, Node, NodeList

from crm.db import db, is_sqlite


def hidden(column: Field) -> Node:
    """The column's value as something that no index is read for, be it to find it or to put rows in its order."""
    if is_sqlite():
        return NodeList((SQL("+"), column), glue="")
    return NodeList((column, SQL("|| ''" if column.field_type == "TEXT" else "+ 0")))


def unsought(column: Field) -> Node:
    """The column as a condition by which PostgreSQL chooses no index: it takes what it never saw for rare, and reads all of it to filter it."""
    return column if is_sqlite() else hidden(column)


def walks(query: ModelSelect) -> bool:
    """Whether PostgreSQL would take the rows of a query one by one out of an index that has them in order, with nothing to find beforehand:
    a look at its plan, in a millisecond."""
    sql, values = query.sql()
    plan = [line for (line,) in db.execute_sql(f"EXPLAIN {sql}", values).fetchall()]
    return not any("Sort Key:" in line or "SubPlan" in line for line in plan)
