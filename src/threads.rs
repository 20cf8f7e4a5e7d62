//! Work that falls into parts, on several threads, so that the answer does not depend on how many there are.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What `make` makes of each number below `count`, in the order of the numbers. A thread takes the next number when it is
/// done with one.
pub fn map<T: Send>(threads: usize, count: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let mut made = Vec::with_capacity(count);
    let kept: Result<(), std::convert::Infallible> = in_order(threads, count, make, |part| {
        made.push(part);
        Ok(())
    });
    match kept {
        Ok(()) => made,
        Err(never) => match never {},
    }
}

/// Makes parts on several threads and takes them in order, one at a time; whoever made a part waits until its turn has
/// come, so few are in memory at once. The first error ends it.
pub fn in_order<T, E: Send>(
    threads: usize,
    count: usize,
    make: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E> + Send,
) -> Result<(), E> {
    if threads.min(count) <= 1 {
        return (0..count).try_for_each(|number| take(make(number)));
    }
    let next = AtomicUsize::new(0);
    let turn = Mutex::new(Turn { number: 0, take, fault: None });
    let moved_on = Condvar::new();
    let work = || {
        // A thread that panics lets the others go on to their end; the panic is passed on when all have ended.
        let _release = Release { turn: &turn, moved_on: &moved_on };
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let part = make(number);
            let mut turn = lock(&turn);
            while turn.number < number {
                turn = moved_on.wait(turn).unwrap_or_else(PoisonError::into_inner);
            }
            if turn.number > number {
                return; // ended before its time
            }
            match (turn.take)(part) {
                Ok(()) => turn.number += 1,
                Err(fault) => (turn.number, turn.fault) = (usize::MAX, Some(fault)),
            }
            moved_on.notify_all();
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(count) {
            scope.spawn(work);
        }
        work();
    });
    let turn = turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    turn.fault.map_or(Ok(()), Err)
}

struct Turn<E, F> {
    /// Whose turn it is.
    number: usize,
    take: F,
    fault: Option<E>,
}

/// Lets everybody go who waits for a thread that fails.
struct Release<'a, E, F> {
    turn: &'a Mutex<Turn<E, F>>,
    moved_on: &'a Condvar,
}

impl<E, F> Drop for Release<'_, E, F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(self.turn).number = usize::MAX;
            self.moved_on.notify_all();
        }
    }
}

/// What is behind the lock, also where a thread has failed with it in hand: its panic is passed on anyway.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_in_order_whoever_makes_them() {
        for threads in [1, 2, 3, 8] {
            for count in [0, 1, 2, 100] {
                assert_eq!(map(threads, count, |n| n * n), (0..count).map(|n| n * n).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn the_first_error_ends_it() {
        for threads in [1, 2, 8] {
            let mut taken = Vec::new();
            let take = |n| {
                taken.push(n);
                if n < 5 { Ok(()) } else { Err("five") }
            };
            assert_eq!(in_order(threads, 100, |n| n, take), Err("five"));
            assert_eq!(taken, [0, 1, 2, 3, 4, 5]);
        }
    }

    #[test]
    #[should_panic]
    fn a_panic_is_passed_on() {
        map(3, 50, |n| assert!(n != 10));
    }
}
