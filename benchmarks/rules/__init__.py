"""The rules of the diff beside those of other tools, and ``docs/rules.md``, which tells of both."""
