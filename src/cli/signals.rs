//! An interrupted run leaves nothing half-written: temporary files go before the program does.

/// Watches for interruption (Ctrl-C, `kill`, a closed terminal), except where whoever started the program has it ignored: a
/// run under `nohup` or in the background goes on.
#[cfg(unix)]
pub fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let ignored = ignored();
    let watched = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0);
    // Where the system gives no such watch, an interruption ends the program all the same.
    if let Ok(mut signals) = signal_hook::iterator::Signals::new(watched) {
        std::thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                let _held = rfm::write::remove_leftovers();
                std::process::exit(128 + signal);
            }
        });
    }
}

/// The signals that are ignored, a bit for each. Linux tells; elsewhere a closed terminal is not watched for, so that `nohup`
/// holds there too.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(1 << (signal_hook::consts::SIGHUP - 1))
}

/// On other systems an interruption ends the program at once; a temporary file may stay beside the output.
#[cfg(not(unix))]
pub fn watch() {}
