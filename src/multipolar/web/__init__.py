"""The web app: a JSON API over a ledger, and the pages that show it."""
