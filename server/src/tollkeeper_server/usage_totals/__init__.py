"""Running totals of usage: written with the events, read instead of them."""
