"""The golden trees are what is expected: none of them is a test."""

collect_ignore_glob = ["*/sdk/*"]
