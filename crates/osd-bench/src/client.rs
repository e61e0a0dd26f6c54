//! A client over HTTP that keeps its connection, and asks one question after the other.

use std::{net::SocketAddr, time::Duration, time::Instant};

use anyhow::{Context, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::{Request, StatusCode, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A connection to a server.
pub(crate) struct Client {
    address: SocketAddr,
    sender: http1::SendRequest<Empty<Bytes>>,
}

/// An answer as it came.
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
    /// From asking to the last byte.
    pub(crate) took: Duration,
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)
            .await
            .with_context(|| format!("failed to connect to {address}"))?;
        // What waits for more to send together is no figure of the server.
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // It ends with the connection.
        tokio::spawn(connection);
        Ok(Self { address, sender })
    }

    /// Asks, and waits for the whole answer.
    pub(crate) async fn get(&mut self, path: &str) -> anyhow::Result<Answered> {
        let request = Request::get(path)
            .header(header::HOST, self.address.to_string())
            .body(Empty::new())?;
        let began = Instant::now();
        let response = self.sender.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        let took = began.elapsed();
        self.sender.ready().await?;
        Ok(Answered { status, body, took })
    }

    /// The same, where anything but an answer is an error.
    pub(crate) async fn answer(&mut self, path: &str) -> anyhow::Result<Answered> {
        let answered = self.get(path).await?;
        ensure!(
            answered.status.is_success(),
            "{path} is answered with {}: {}",
            answered.status,
            String::from_utf8_lossy(&answered.body)
        );
        Ok(answered)
    }
}
