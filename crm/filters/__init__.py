"""Filters: a question about people as a tree; read, turned into SQL, said in words, and explained for one person."""

from crm.filters.compiling import compile_tree
from crm.filters.conditions import Asker
from crm.filters.describing import describe, sentence_of
from crm.filters.errors import BadFilter
from crm.filters.reading import as_json, parse, read
from crm.filters.tree import Group, Leaf, Related, Tree

__all__ = ["Asker", "BadFilter", "Group", "Leaf", "Related", "Tree", "as_json", "compile_tree", "describe", "parse", "read", "sentence_of"]
