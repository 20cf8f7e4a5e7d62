#!/usr/bin/env python3
"""csv-spectrum (npm, BSD): every file of it, cleaned, holds what its JSON says.

    tests/slow/csv_spectrum.py [--rfm target/release/rfm] [--folder FOLDER]

Without --folder it is fetched with `npm pack csv-spectrum`. Eleven files count. A twelfth, location_coordinates, has JSON that
tells of another row than its CSV (another phone number), so nothing can agree with it; it is shown and not counted.
"""

import argparse
import csv
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rfm", default="target/release/rfm")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder
        if folder is None:
            subprocess.run(["npm", "pack", "--silent", "csv-spectrum"], cwd=temporary, check=True, stdout=subprocess.DEVNULL)
            with tarfile.open(next(Path(temporary).glob("*.tgz"))) as packed:
                packed.extractall(temporary, filter="data")
            folder = Path(temporary) / "package"
        good = all_of_them = 0
        for path in sorted((folder / "csvs").glob("*.csv")):
            run = subprocess.run([Path(options.rfm).resolve(), "clean", path, "--no-config", "-q"], capture_output=True)
            header, *rows = csv.reader(io.StringIO(run.stdout.decode("utf-8"), newline=""))
            found = [dict(zip(header, row)) for row in rows]
            wanted = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
            if path.stem == "location_coordinates":
                print(f"{path.stem}, not counted: read as {found}")
                continue
            all_of_them += 1
            good += found == wanted
            if found != wanted:
                print(f"{path.stem}: {found} is not {wanted}")
        print(f"csv-spectrum: {good}/{all_of_them}")
    return good != all_of_them


if __name__ == "__main__":
    sys.exit(main())
