#!/bin/sh
# The program builds with the oldest Rust that Cargo.toml names. Needs rustup, which fetches that version once.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
rustup toolchain install "$version" --profile minimal --no-self-update
# A folder of its own, so that nothing else is built anew.
CARGO_TARGET_DIR=target/msrv cargo "+$version" check --locked
echo "builds with Rust $version"
