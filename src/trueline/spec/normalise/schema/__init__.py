"""One schema at a time: the steps of *shape* and *all_of*, which know keywords and no document.

*faults* repairs, *upgrade* writes the keywords of OpenAPI 3.0 as those of 3.1, *typed* reads what a schema says by
itself (with *enums* and *enum_hints*), *union* and *meet* make the schema of what either or both allow. *keywords*
answers small questions.
"""
