"""Resolving: which actor, day and place the words of a report mean."""
