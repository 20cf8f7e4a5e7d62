//! How much memory there is, and how much of it may be taken: `--memory`.

use rfm::lang::Text;
use std::str::FromStr;
use sysinfo::{MemoryRefreshKind, System};

/// How much may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// So many bytes.
    Bytes(u64),
    /// So many in a hundred of what is free.
    Percent(u64),
}

impl Default for Memory {
    fn default() -> Self {
        Memory::Percent(80)
    }
}

impl Memory {
    /// In bytes, on this machine, now. Without a limit where the system does not tell what is free.
    pub fn bytes(self) -> u64 {
        match self {
            Memory::Bytes(bytes) => bytes,
            Memory::Percent(percent) => free().map_or(u64::MAX, |free| (u128::from(free) * u128::from(percent) / 100) as u64),
        }
    }
}

/// Bytes that are free for this process: of the machine, or of the container it runs in.
fn free() -> Option<u64> {
    let mut system = System::new();
    system.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
    let machine = Some(system.available_memory()).filter(|bytes| *bytes > 0);
    // Where the machine tells nothing (no /proc), the library must not be asked for the container: it would panic.
    let limits = if system.total_memory() > 0 { system.cgroup_limits() } else { None };
    let container = limits.map(|limits| limits.free_memory).filter(|bytes| *bytes > 0);
    machine.into_iter().chain(container).min()
}

impl FromStr for Memory {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        let wrong = Text::new(
            "'{}' is not a size of memory; write 500M, 4G or a part of what is free: 50%",
            "“{}”不是内存大小；请写 500M、4G，或占可用内存的比例：50%",
        );
        let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let number: u64 = number.parse().map_err(|_| wrong)?;
        let power = match unit.trim().to_ascii_lowercase().trim_end_matches(['b', 'i']) {
            "%" if (1..=100).contains(&number) => return Ok(Memory::Percent(number)),
            "" => 0,
            "k" => 10,
            "m" => 20,
            "g" => 30,
            "t" => 40,
            _ => return Err(wrong),
        };
        number.checked_mul(1 << power).filter(|bytes| *bytes > 0).map(Memory::Bytes).ok_or(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, memory) in [
            ("1", Memory::Bytes(1)),
            ("500M", Memory::Bytes(500 << 20)),
            ("4g", Memory::Bytes(4 << 30)),
            ("4 GiB", Memory::Bytes(4 << 30)),
            ("2TB", Memory::Bytes(2 << 40)),
            ("50%", Memory::Percent(50)),
        ] {
            assert_eq!(text.parse(), Ok(memory), "{text}");
        }
        for text in ["", "G", "0", "0%", "101%", "1.5G", "-1G", "4X", "99999999999999999999", "99999999999T"] {
            assert!(text.parse::<Memory>().is_err(), "{text}");
        }
    }

    #[test]
    fn some_is_free_here() {
        assert!(free().is_some_and(|bytes| bytes > 1 << 20) || !cfg!(target_os = "linux"));
        assert_eq!(Memory::Bytes(7).bytes(), 7);
    }
}
