#!/usr/bin/env bash
# Every gate, or those named with --only; --list lists them. See docs/gates.md.
cd "$(dirname "$0")/.." && exec .venv/bin/python -m tollkeeper_gates "$@"
