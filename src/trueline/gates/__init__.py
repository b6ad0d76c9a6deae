"""Gates: each holds one invariant of a checkout, and says what broke it, where, and what to do.

``python -m trueline.gates`` runs them; ``docs/gates.md`` lists them.
"""
