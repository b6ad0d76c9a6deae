"""SDKs that people use, beside ours, in one run: each in an environment of its own."""
