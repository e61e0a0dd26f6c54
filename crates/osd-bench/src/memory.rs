//! Memory of a process, where the system tells: Linux does, in `/proc`.

use std::fs;

/// Bytes that a process has in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// Now.
    pub now: u64,
    /// The most since it began, or since [`forget_peak`].
    pub peak: u64,
}

/// The memory of a process: of this one where no id is given.
pub fn of(process: Option<u32>) -> Option<Memory> {
    let process = process.map_or("self".to_owned(), |id| id.to_string());
    parse(&fs::read_to_string(format!("/proc/{process}/status")).ok()?)
}

/// Begins the peak of this process anew.
pub fn forget_peak() {
    // Where the system does not have this, the peak is that since the process began.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

fn parse(status: &str) -> Option<Memory> {
    let bytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes * 1024)
    };
    Some(Memory {
        now: bytes("VmRSS:")?,
        peak: bytes("VmHWM:")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_as_the_system_prints_it() {
        let status = "Name:\tosd\nVmHWM:\t   20480 kB\nVmRSS:\t    1024 kB\nThreads:\t3\n";
        let expected = Memory {
            now: 1 << 20,
            peak: 20 << 20,
        };
        assert_eq!(parse(status), Some(expected));
        assert_eq!(parse("Name:\tosd\n"), None);
    }
}
