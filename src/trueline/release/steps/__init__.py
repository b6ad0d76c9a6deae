"""The steps of a release, in order. Each finds out what is true, does what is missing, and may be run again.

A step is a module of this package with

- ``execute(project, arguments, say) -> StepResult``: what ``trueline release NAME`` calls, with the parsed arguments;
- ``run(project, ...) -> StepResult``: the same with typed arguments, for other steps and for tests;
- ``evidence(project, version) -> Evidence``: whether its state holds, found out without changing anything.

What has to hold before a step is one table, ``trueline.release.preconditions``.
"""
