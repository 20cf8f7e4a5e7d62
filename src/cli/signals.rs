//! An interrupted run leaves nothing half-written: temporary files go before the program does.

/// Watches for interruption (Ctrl-C, `kill`, a closed terminal).
#[cfg(unix)]
pub fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    // Where the system gives no such watch, an interruption ends the program all the same.
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) {
        std::thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                let _held = rfm::write::remove_leftovers();
                std::process::exit(128 + signal);
            }
        });
    }
}

/// On other systems an interruption ends the program at once; a temporary file may stay beside the output.
#[cfg(not(unix))]
pub fn watch() {}
