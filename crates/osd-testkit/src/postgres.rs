//! A PostgreSQL of the test process's own, on the binaries that the system has.
//!
//! The first [`fresh_database`] of a process makes a cluster in a temporary folder and starts a
//! server on it; every call makes one more database. When the process ends, however it ends, a
//! guard outside it stops the server and removes the folder: it reads a pipe whose other end the
//! test process holds, and the end of the process is the end of the pipe.

use std::{
    env, fs,
    net::TcpListener,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use anyhow::{Context, bail, ensure};

/// Makes an empty database on this process's server and gives its URL, over a Unix socket. The
/// server also listens on `localhost`, without TLS ([`over_tcp`]).
///
/// # Panics
/// Where PostgreSQL is not installed or does not start: a test of both engines that ran on one
/// would prove nothing.
pub fn fresh_database() -> String {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    let server = SERVER.get_or_init(|| Server::start().map_err(|error| format!("{error:#}")));
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    match server {
        Ok(server) => match server.create(&name) {
            Ok(()) => server.url(&name),
            Err(error) => panic!("failed to create the test database {name}: {error:#}"),
        },
        Err(error) => panic!("no PostgreSQL to test on: {error}"),
    }
}

/// The URL of the same database over TCP, without TLS.
pub fn over_tcp(url: &str) -> String {
    url.split_once('?').map_or(url, |(tcp, _)| tcp).to_owned()
}

struct Server {
    binaries: PathBuf,
    account: Option<Account>,
    folder: PathBuf,
    port: u16,
    /// Holds the pipe that the guard reads, for as long as the process lives.
    _guard: Child,
}

/// The account that the server runs under where the tests run as root, which `initdb` refuses.
#[derive(Clone, Copy)]
struct Account {
    uid: u32,
    gid: u32,
}

impl Server {
    fn start() -> anyhow::Result<Self> {
        let binaries = find_binaries()?;
        let account = Account::needed()?;
        let folder = tempfile::Builder::new()
            .prefix("osd-postgres-")
            .tempdir()?
            .keep();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        if let Some(Account { uid, gid }) = account {
            chown(&folder, Some(uid), Some(gid))?;
        }
        let mut server = Self {
            _guard: guard(&folder)?,
            binaries,
            account,
            folder,
            port: 0,
        };
        let cluster = ["--pgdata=cluster", "--username=postgres", "--auth=trust"];
        // A linguistic default order: what relies on it would differ from SQLite, and shows.
        let text = [
            "--encoding=UTF8",
            "--locale-provider=icu",
            "--icu-locale=en",
            "--no-sync",
        ];
        server.run("initdb", &[cluster.as_slice(), &text].concat())?;
        server.listen()?;
        Ok(server)
    }

    /// Starts the server on a free port; one that another process took meanwhile is let go.
    fn listen(&mut self) -> anyhow::Result<()> {
        let mut outcome = Ok(());
        for _ in 0..5 {
            self.port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            let options = format!(
                "-p {} -k {} -c listen_addresses=127.0.0.1 -c max_connections=300 \
                 -c shared_buffers=32MB -c fsync=off -c synchronous_commit=off \
                 -c full_page_writes=off -c autovacuum=off",
                self.port,
                self.folder.display(),
            );
            let start = ["start", "-w", "-D", "cluster", "-l", "log", "-o", &options];
            outcome = self.run("pg_ctl", &start);
            if outcome.is_ok() {
                break;
            }
        }
        outcome.with_context(|| {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            format!("the server did not start; its log says:\n{log}")
        })
    }

    fn create(&self, name: &str) -> anyhow::Result<()> {
        let (folder, port) = (self.folder.display().to_string(), self.port.to_string());
        let server = ["-h", &folder, "-p", &port, "-U", "postgres"];
        self.run("createdb", &[server.as_slice(), &[name]].concat())
    }

    fn url(&self, name: &str) -> String {
        let (port, folder) = (self.port, self.folder.display());
        format!("postgres://postgres@127.0.0.1:{port}/{name}?host={folder}")
    }

    fn run(&self, program: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let mut command = Command::new(self.binaries.join(program));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        if let Some(Account { uid, gid }) = self.account {
            use std::os::unix::process::CommandExt;
            command.uid(uid).gid(gid);
        }
        let output = command
            .output()
            .with_context(|| format!("failed to run {program}"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{program} failed: {said}");
        Ok(())
    }
}

impl Account {
    /// `postgres` where the tests run as root, else none.
    fn needed() -> anyhow::Result<Option<Self>> {
        if fs::metadata("/proc/self")?.uid() != 0 {
            return Ok(None);
        }
        let accounts = fs::read_to_string("/etc/passwd")?;
        let found = accounts.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == "postgres").then_some(())?;
            let uid = fields.nth(1)?.parse().ok()?;
            let gid = fields.next()?.parse().ok()?;
            Some(Self { uid, gid })
        });
        match found {
            Some(account) => Ok(Some(account)),
            None => bail!(
                "the tests run as root, and there is no account \"postgres\" to run the server: {INSTALL}"
            ),
        }
    }
}

const INSTALL: &str = "install the Debian package \"postgresql\" (apt-get install postgresql)";

/// Where `initdb` is: the newest version under Debian's folder, else on the path.
fn find_binaries() -> anyhow::Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let newest = versions
        .flatten()
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").exists())
        .max();
    let on_path = || {
        env::split_paths(&env::var_os("PATH").unwrap_or_default())
            .find(|folder| folder.join("initdb").exists())
    };
    newest
        .map(|(_, folder)| folder)
        .or_else(on_path)
        .with_context(|| {
            format!("no initdb under /usr/lib/postgresql/*/bin or on the PATH: {INSTALL}")
        })
}

/// Starts the process that waits for this one to end, stops the server and removes its folder.
/// It stands in a process group of its own, so that Ctrl-C in a terminal does not end it first.
fn guard(folder: &Path) -> anyhow::Result<Child> {
    use std::os::unix::process::CommandExt;
    let script = r#"
        read -r _
        read -r server _ < "$1/cluster/postmaster.pid" && kill -QUIT "$server" &&
            while kill -0 "$server"; do sleep 0.05; done
        rm -rf "$1"
    "#;
    Command::new("sh")
        .args(["-c", script, "guard"])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .context("failed to start sh")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_database_is_new_and_answers() {
        let (one, other) = (fresh_database(), fresh_database());
        assert_ne!(one, other);
        for url in [&one, &over_tcp(&one)] {
            let output = Command::new(find_binaries().unwrap().join("psql"))
                .args([
                    url.as_str(),
                    "-Atc",
                    "select count(*) from pg_stat_user_tables",
                ])
                .output()
                .unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "0", "{url}");
        }
    }
}
