#!/bin/sh
# A thousand made-up dirty files, or so many, read by rfm and by the second implementation in tests/oracle: no difference.
#   tests/slow/differential.sh [number of files]
set -eu
cd "$(dirname "$0")/../.."
cargo build --release --locked -q
exec python3 tests/oracle/differential.py target/release/rfm "${1:-1000}"
