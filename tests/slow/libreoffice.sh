#!/bin/sh
# Opens the workbooks of a run in LibreOffice and reads back what it sees.
#   tests/slow/libreoffice.sh [path to rfm]
# Where there is no LibreOffice it says so and leaves.
set -eu
rfm=${1:-target/debug/rfm}
if ! command -v soffice >/dev/null 2>&1; then
    echo "skipped: no soffice here, so no workbook was opened in LibreOffice" >&2
    exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$rfm" demo -q -o "$dir/visits.csv"
for lang in en zh; do
    "$rfm" score "$dir/visits.csv" -q --lang $lang -o "$dir/report.xlsx" --export "$dir/customers.xlsx" --export "$dir/customers.csv" >/dev/null
    # 44 comma, 34 quote, 76 UTF-8; the last -1: every sheet to a file of its own.
    for book in report customers; do
        soffice --headless "-env:UserInstallation=file://$dir/profile" \
            --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1' \
            --outdir "$dir/out-$lang" "$dir/$book.xlsx" >/dev/null
    done
    sheet=$([ $lang = en ] && echo Customers || echo 客户)
    want=$(($(wc -l <"$dir/customers.csv")))
    for book in report customers; do
        got=$(($(wc -l <"$dir/out-$lang/$book-$sheet.csv")))
        [ "$got" -eq "$want" ] || { echo "$book.xlsx, $lang: $got lines of customers, not $want" >&2; exit 1; }
    done
    if grep -rlE '#(NAME|REF|VALUE)[?!]|Err:5' "$dir/out-$lang"; then
        echo "an error stands in a cell" >&2
        exit 1
    fi
done
echo "LibreOffice opened every workbook"
