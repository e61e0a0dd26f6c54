//! A Redis of a test's own, on the binary that the system has.
//!
//! [`RedisServer::start`] starts a server on a Unix socket in a temporary folder. When it is dropped,
//! or the process ends, however it ends, a guard outside it stops the server and removes the folder:
//! it reads a pipe whose other end the test process holds.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, ensure};

/// A server that keeps nothing on disk.
#[derive(Debug)]
pub struct RedisServer {
    folder: PathBuf,
    guard: Option<Child>,
}

impl RedisServer {
    /// Starts a server with nothing in it.
    ///
    /// # Panics
    /// Where Redis is not installed or does not start: a test of a fleet that ran without one would
    /// prove nothing.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("osd-redis-").tempdir();
        let mut server = Self {
            folder: folder.expect("a temporary folder").keep(),
            guard: None,
        };
        server.start_again();
        server
    }

    /// Where it listens, `unix:///tmp/…`.
    pub fn url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// Its socket.
    pub fn socket(&self) -> PathBuf {
        self.folder.join("redis.sock")
    }

    /// Stops it. What was in it is lost.
    pub fn stop(&mut self) {
        if let Some(mut guard) = self.guard.take() {
            drop(guard.stdin.take());
            let _ = guard.wait();
        }
    }

    /// Starts it anew, at the same place and with nothing in it.
    ///
    /// # Panics
    /// As [`RedisServer::start`].
    pub fn start_again(&mut self) {
        self.stop();
        match self.try_to_start() {
            Ok(guard) => self.guard = Some(guard),
            Err(error) => panic!("no Redis to test on: {error:#}"),
        }
    }

    fn try_to_start(&self) -> anyhow::Result<Child> {
        let program = find_program()?;
        fs::create_dir_all(&self.folder)?;
        let mut guard = guard(&program, &self.folder)?;
        let mut log = BufReader::new(guard.stdout.take().context("no pipe")?);
        let mut said = String::new();
        loop {
            let mut line = String::new();
            ensure!(
                log.read_line(&mut line)? > 0,
                "the server did not start; its log says:\n{said}"
            );
            // The last line, when all that it listens on is ready.
            if line.contains("eady to accept connections") {
                break;
            }
            said.push_str(&line);
        }
        // What it logs has to go somewhere, or it stops.
        std::thread::spawn(move || drop(std::io::copy(&mut log, &mut std::io::sink())));
        Ok(guard)
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn find_program() -> anyhow::Result<PathBuf> {
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .map(|folder| folder.join("redis-server"))
        .find(|program| program.exists())
        .context(
            "no redis-server on the PATH: install the Debian package \"redis-server\" (apt-get \
             install redis-server)",
        )
}

/// Starts the server, and beside it waits for this process to end, to stop it. It stands in a process
/// group of its own, so that Ctrl-C in a terminal does not end it first.
fn guard(program: &Path, folder: &Path) -> anyhow::Result<Child> {
    use std::os::unix::process::CommandExt;
    let script = r#"
        "$1" --port 0 --unixsocket "$2/redis.sock" --dir "$2" --save "" --appendonly no &
        read -r _
        kill -KILL "$!"
        wait "$!"
        rm -rf "$2"
    "#;
    Command::new("sh")
        .args(["-c", script, "guard"])
        .arg(program)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .context("failed to start sh")
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        os::unix::net::UnixStream,
    };

    use super::*;

    #[test]
    fn it_answers_and_starts_again_empty_on_redis() {
        let ask = |server: &RedisServer, question: &str| {
            let mut stream = UnixStream::connect(server.socket()).unwrap();
            write!(stream, "{question}\r\n").unwrap();
            let mut answer = [0; 5];
            stream.read_exact(&mut answer).unwrap();
            String::from_utf8(answer.to_vec()).unwrap()
        };
        let mut server = RedisServer::start();
        assert_eq!(ask(&server, "SET a b"), "+OK\r\n");
        server.stop();
        assert!(UnixStream::connect(server.socket()).is_err());
        server.start_again();
        assert_eq!(ask(&server, "GET a"), "$-1\r\n");
        let folder = server.folder.clone();
        drop(server);
        assert!(!folder.exists());
    }
}
