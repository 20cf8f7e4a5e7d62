#!/bin/sh
# Has the pages looked at by a browser: installs Chromium where there is none (Debian and its kin, as root), then runs the test.
#   tests/slow/browser.sh
set -eu
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
    command -v apt-get >/dev/null || { echo "no browser and no apt-get here: install Chromium first" >&2; exit 1; }
    apt-get update
    apt-get install -y --no-install-recommends chromium fonts-noto-cjk
fi
cargo test --test cli -- page::a_browser
