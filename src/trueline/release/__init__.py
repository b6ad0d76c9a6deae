"""From a changed document to a published release: ``trueline release``.

    plan -> prepare -> gate -> build -> verify -> rehearse -> tag -> publish -> confirm -> announce

Nothing holds state but git, the built files and the index: every step finds out again what is true, does what is
missing, and can be killed and run again. Decision 014 says why.
"""
