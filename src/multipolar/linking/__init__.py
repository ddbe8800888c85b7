"""Which events are one incident, which reports are one text, what caused what."""
