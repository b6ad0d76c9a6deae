"""The second reader: the engine reads the document too, and what it found must be what our plan says.

It reads twice. The canonical document, of which it must read everything and agree with the plan about everything it
has a word for: that finds faults of *facts* and *plan*. And the document as it was loaded, of which it may miss what it
can't read, but nothing that it did read may be missing from the plan: that finds faults of *normalise*.
"""
