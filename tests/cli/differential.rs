//! Some of the made-up dirty files of `tests/oracle/differential.py`; `tests/slow/differential.sh` has a thousand.

use std::path::Path;
use std::process::Command;

const FILES: &str = "40";

#[test]
fn rfm_and_the_second_implementation_find_the_same() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/differential.py");
    let run = Command::new("python3").arg(&script).args([env!("CARGO_BIN_EXE_rfm"), FILES]).output();
    let Ok(run) = run else { return eprintln!("skipped: no python3 here, so nothing was compared with the second implementation") };
    let (told, wrong) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success() && told.contains(" 0 differences"), "{told}{wrong}");
}
