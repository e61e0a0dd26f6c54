//! An S3-compatible server of the test process's own: moto, in a virtual environment that
//! `scripts/test-needs.sh` makes.
//!
//! The first [`fresh_bucket`] of a process starts a server that takes any key; each
//! [`guarded_bucket`] has a server of its own, which checks keys, signatures and policies. When the
//! process ends, however it ends, a guard outside it stops them: it reads a pipe whose other end the
//! test process holds.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use anyhow::{Context, bail, ensure};

/// What the server is made of, to the byte.
const REQUIREMENTS: &str = include_str!("../moto/requirements.txt");

/// A bucket on a server of this process, and a key to it.
#[derive(Debug, Clone)]
pub struct MotoBucket {
    /// Its name.
    pub name: String,
    /// Where the server answers, `http://127.0.0.1:12345`.
    pub endpoint: String,
    /// The id of the key.
    pub key_id: String,
    /// The other half of the key.
    pub secret: String,
}

impl MotoBucket {
    /// A place in it, `s3://bucket/prefix`.
    pub fn place(&self, prefix: &str) -> String {
        format!("s3://{}/{prefix}", self.name)
    }

    /// The variables of the environment that reach it.
    pub fn variables(&self) -> [(&'static str, String); 4] {
        [
            ("AWS_ENDPOINT_URL", self.endpoint.clone()),
            ("AWS_ACCESS_KEY_ID", self.key_id.clone()),
            ("AWS_SECRET_ACCESS_KEY", self.secret.clone()),
            ("AWS_REGION", "us-east-1".to_owned()),
        ]
    }
}

/// Makes an empty bucket on a server that takes any key.
///
/// # Panics
/// Where the server is not installed or does not start: a test of buckets that ran without one
/// would prove nothing.
pub fn fresh_bucket() -> MotoBucket {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| Server::start().map_err(|error| format!("{error:#}")));
    let server = match server {
        Ok(server) => server,
        Err(error) => panic!("no S3-compatible server to test on: {error}"),
    };
    let name = new_name();
    match server.make_bucket(&name) {
        Ok(()) => server.bucket(name, "any-key", "any-secret"),
        Err(error) => panic!("failed to make a bucket to test on: {error:#}"),
    }
}

/// Makes an empty bucket on a server that checks keys and policies. The key may do what `policy`
/// says, an IAM policy in which `BUCKET` stands for the bucket's name.
///
/// # Panics
/// As [`fresh_bucket`].
pub fn guarded_bucket(policy: &str) -> MotoBucket {
    /// Servers run for as long as the process does.
    static SERVERS: Mutex<Vec<Server>> = Mutex::new(Vec::new());
    let start = || {
        let server = Server::start()?;
        let bucket = server.guard(policy)?;
        Ok::<_, anyhow::Error>((server, bucket))
    };
    match start() {
        Ok((server, bucket)) => {
            let mut servers = SERVERS.lock().unwrap_or_else(PoisonError::into_inner);
            servers.push(server);
            bucket
        }
        Err(error) => panic!("no S3-compatible server to test on: {error:#}"),
    }
}

fn new_name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    format!("test-{}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

struct Server {
    address: String,
    /// Holds the pipe that the guard reads, for as long as the process lives.
    _guard: Child,
}

impl Server {
    fn start() -> anyhow::Result<Self> {
        let mut guard = guard(&find_program()?)?;
        let mut log = BufReader::new(guard.stderr.take().context("no pipe")?);
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            ensure!(
                log.read_line(&mut line)? > 0,
                "the server did not start: {said}"
            );
            if let Some((_, rest)) = line.split_once("Running on http://") {
                break rest
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned();
            }
            said.push_str(&line);
        };
        // What it logs has to go somewhere, or it stops.
        std::thread::spawn(move || drop(std::io::copy(&mut log, &mut std::io::sink())));
        Ok(Self {
            address,
            _guard: guard,
        })
    }

    /// Makes a bucket and a user, and lets nobody in unchecked from then on.
    fn guard(&self, policy: &str) -> anyhow::Result<MotoBucket> {
        let name = new_name();
        self.make_bucket(&name)?;
        self.manage_user("CreateUser", &name, &[])?;
        let policy = policy.replace("BUCKET", &name);
        let document = [("PolicyName", "store"), ("PolicyDocument", &*policy)];
        self.manage_user("PutUserPolicy", &name, &document)?;
        let key = self.manage_user("CreateAccessKey", &name, &[])?;
        let part = |name: &str| {
            let (_, after) = key.split_once(&format!("<{name}>"))?;
            Some(after.split_once('<')?.0)
        };
        let (id, secret) = part("AccessKeyId")
            .zip(part("SecretAccessKey"))
            .context("the server made no key")?;
        self.ask("POST", "/moto-api/reset-auth", "s3", "0")?;
        Ok(self.bucket(name, id, secret))
    }

    fn bucket(&self, name: String, key_id: &str, secret: &str) -> MotoBucket {
        MotoBucket {
            name,
            endpoint: format!("http://{}", self.address),
            key_id: key_id.to_owned(),
            secret: secret.to_owned(),
        }
    }

    fn make_bucket(&self, name: &str) -> anyhow::Result<()> {
        self.ask("PUT", &format!("/{name}"), "s3", "").map(drop)
    }

    /// A request to the service for users.
    fn manage_user(
        &self,
        action: &str,
        user: &str,
        more: &[(&str, &str)],
    ) -> anyhow::Result<String> {
        let mut form = format!("Action={action}&Version=2010-05-08&UserName={user}");
        for (name, value) in more {
            form.push_str(&format!("&{name}={}", percent_encoded(value)));
        }
        self.ask("POST", "/", "iam", &form)
    }

    /// One request, with as much of a signature as tells the server for which service it is.
    fn ask(&self, method: &str, path: &str, service: &str, body: &str) -> anyhow::Result<String> {
        let kind = match service {
            "iam" => "application/x-www-form-urlencoded",
            _ => "text/plain",
        };
        let mut stream = TcpStream::connect(&self.address)?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n\
             Content-Type: {kind}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=root/20260101/us-east-1/{service}/aws4_request, \
             SignedHeaders=host, Signature=none\r\n\r\n{body}",
            self.address,
            body.len(),
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let ok = answer
            .split(' ')
            .nth(1)
            .is_some_and(|status| status.starts_with('2'));
        ensure!(ok, "{method} {path}: {answer}");
        Ok(answer)
    }
}

fn percent_encoded(text: &str) -> String {
    let encode = |byte: u8| {
        if byte.is_ascii_alphanumeric() {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(encode).collect()
}

/// The server's program, where it is made of what it should be made of.
fn find_program() -> anyhow::Result<PathBuf> {
    const MAKE: &str = "run scripts/test-needs.sh, which installs it";
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let folder = root.join(target).join("test-moto");
    let Ok(installed) = fs::read_to_string(folder.join("requirements.txt")) else {
        bail!("there is none in {}: {MAKE}", folder.display());
    };
    ensure!(
        installed == REQUIREMENTS,
        "the one in {} is not the one that is wanted: {MAKE}",
        folder.display()
    );
    Ok(folder.join("bin/moto_server"))
}

/// Starts the server on a free port, and beside it waits for this process to end, to stop it. It
/// stands in a process group of its own, so that Ctrl-C in a terminal does not end it first.
fn guard(program: &Path) -> anyhow::Result<Child> {
    use std::os::unix::process::CommandExt;
    let script = r#"
        "$1" -H 127.0.0.1 -p 0 &
        read -r _
        kill "$!"
    "#;
    Command::new("sh")
        .args(["-c", script, "guard"])
        .arg(program)
        .env_remove("MOTO_PORT")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .context("failed to start sh")
}
