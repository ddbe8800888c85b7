"""Ledgers with structures planted in them, for the tests of the network, blocs, poles and the outlook."""

from __future__ import annotations

import datetime as dt

import numpy as np
from system_samples import row

WEST = ("USA", "GBR", "FRA", "DEU", "CAN", "AUS", "JPN", "NLD")
EAST = ("RUS", "CHN", "IRN", "BLR", "PRK", "SYR", "CUB", "NIC")
SOUTH = ("BRA", "ARG", "URY", "CHL", "PER")


def day_in(rng, year):
    return dt.date(year, 1, 1) + dt.timedelta(days=int(rng.integers(0, 365)))


def camps(year, *groups, seed=0, friendly=60, hostile=60):
    """A year in which groups help their own and threaten or attack the others."""
    rng = np.random.default_rng([seed, year])
    rows = []
    for group in groups:
        for _ in range(friendly):
            a, b = rng.choice(group, 2, replace=False)
            rows.append(row(day_in(rng, year), [str(a)], [str(b)], str(rng.choice(["AID", "SUPPORT", "COOPERATE"]))))
    for _ in range(hostile if len(groups) > 1 else 0):
        one, other = rng.choice(len(groups), 2, replace=False)
        a, b = rng.choice(groups[one]), rng.choice(groups[other])
        rows.append(row(day_in(rng, year), [str(a)], [str(b)], str(rng.choice(["THREATEN", "ASSAULT", "SANCTION"]))))
    return rows


def jumble(year, codes, *, seed=0, count=160):
    """A year in which anybody does anything to anybody."""
    rng = np.random.default_rng([seed, year, 1])
    rows = []
    for _ in range(count):
        a, b = rng.choice(codes, 2, replace=False)
        rows.append(
            row(day_in(rng, year), [str(a)], [str(b)], str(rng.choice(["AID", "SUPPORT", "THREATEN", "ASSAULT"])))
        )
    return rows
