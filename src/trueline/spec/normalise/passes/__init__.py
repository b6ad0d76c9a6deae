"""The passes of *normalise*, in order. Each is ``run(document, notes) -> document`` and leaves its input alone.

1. The document around its schemas: *expand* copies what is needed and follows references; *operations*, *parameters*
   and *contents* say all that may be left out.
2. Each schema by itself: *schema_refs* gives references one form, *shape* gives schemas one of the canonical shapes, or
   an ``allOf`` of such.
3. Schemas and each other: *nullability* and *hoist* make components of what is a class, *all_of* merges, *circles*
   opens unions of themselves, *parents* and *discriminators* know inheritance.
4. What goes out: *read_write* tells what is sent from what comes back, *defaults* checks values, *rename* makes class
   names of pointers, *finish* takes off what passes left for each other.
"""

from __future__ import annotations

from trueline.spec.normalise.passes import (
    all_of,
    circles,
    contents,
    defaults,
    discriminators,
    expand,
    finish,
    hoist,
    nullability,
    operations,
    parameters,
    parents,
    read_write,
    rename,
    schema_refs,
    shape,
)

PASSES = (
    expand,
    operations,
    parameters,
    contents,
    schema_refs,
    shape,
    nullability,
    hoist,
    all_of,
    circles,
    nullability,  # once more: merging may have left null as a value of a component
    parents,
    discriminators,
    read_write,
    defaults,
    rename,
    finish,
)
