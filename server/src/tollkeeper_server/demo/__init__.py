"""What tests, benchmarks and `make demo` need around a server: a receiver of webhooks with a certificate of its own."""
