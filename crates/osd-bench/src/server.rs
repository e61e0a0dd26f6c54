//! The program's own server, as a process of its own.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, bail};

use crate::memory::{self, Memory};

/// A server that stops when it is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts `program` as a server of a home, on a free port of this machine.
    pub(crate) fn start(program: &Path, home: &Path) -> anyhow::Result<Self> {
        Self::start_with(program, home, &[])
    }

    /// The same, told more.
    pub(crate) fn start_with(
        program: &Path,
        home: &Path,
        arguments: &[String],
    ) -> anyhow::Result<Self> {
        let mut process = Command::new(program)
            .arg("--home")
            .arg(home)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("failed to start {} serve", program.display()))?;
        let Some(errors) = process.stderr.take() else {
            bail!("the server has no stderr");
        };
        let mut lines = BufReader::new(errors).lines();
        let mut said = String::new();
        for line in lines.by_ref() {
            let line = line?;
            if let Some(address) = address(&line) {
                // What it says later is passed on, lest it wait for somebody to read it.
                std::thread::spawn(move || {
                    lines
                        .map_while(Result::ok)
                        .for_each(|line| eprintln!("{line}"))
                });
                return Ok(Self { process, address });
            }
            said += &line;
            said += "\n";
        }
        let _ = process.wait();
        bail!("the server did not start: {}", said.trim())
    }

    /// The memory of its process.
    pub(crate) fn memory(&self) -> Option<Memory> {
        memory::of(Some(self.process.id()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The address in `serving at http://127.0.0.1:8000, …`.
fn address(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    rest.split([',', '/', ' ']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_what_the_server_says() {
        let line =
            "serving at http://127.0.0.1:4711, documentation at http://127.0.0.1:4711/api/docs";
        assert_eq!(address(line), Some("127.0.0.1:4711".parse().unwrap()));
        assert_eq!(address("warning: nothing"), None);
    }
}
