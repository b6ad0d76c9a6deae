"""What ``trueline release verify`` looks at: the files themselves, what they say, and how they install."""
