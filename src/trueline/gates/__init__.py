"""Gates: each holds one invariant of a checkout, and says what broke it, where, and what to do.

``trueline check`` runs them; ``docs/gates.md`` lists them.
"""
