"""Importing: a file becomes a plan over every row, and then exactly that plan is applied."""
