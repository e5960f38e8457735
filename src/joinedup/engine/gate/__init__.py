"""The gate between data and everyone. Read movement, decision and gate, in this order."""
