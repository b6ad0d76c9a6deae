"""The surface of another generator's SDKs: what a plan and its files get beside their own."""
