//! The server under many clients: every question of its description.

use std::path::Path;

use osd_api::Counter;

use crate::{
    Figure,
    client::Client,
    figure::millions,
    latency::Latencies,
    questions::{Question, nouns},
    server::Server,
};

/// The answer that costs nothing, of the same server under the same clients.
const NOTHING: &str = "/health";

/// How hard to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Clients at a time, each with a connection of its own.
    pub clients: usize,
    /// Questions that each client asks of each kind.
    pub questions: usize,
}

/// Starts `program` as a server of the home and asks it with many clients, a kind of question after
/// the other.
///
/// # Errors
/// Where the server does not start, or a question has no answer.
pub async fn measure(
    program: &Path,
    home: &Path,
    counter: &Counter,
    load: Load,
) -> anyhow::Result<Vec<Figure>> {
    let nouns = nouns(counter).await?;
    let server = Server::start(program, home)?;
    let at_rest = server.memory();
    let nothing = ask(&server, load, |_| Ok(NOTHING.to_owned())).await?;
    let mut figures = nothing.figures(NOTHING, &[50, 95, 99], None);
    for question in Question::all(&nouns)? {
        let about = |number| question.about(&nouns, number);
        let latencies = ask(&server, load, about).await?;
        let what = &question.template;
        figures.extend(latencies.figures(what, &[50, 95, 99], Some((NOTHING, &nothing))));
    }
    for (what, memory) in [
        (
            "memory of the server at rest",
            at_rest.map(|memory| memory.now),
        ),
        (
            "most memory of the server",
            server.memory().map(|memory| memory.peak),
        ),
    ] {
        figures.extend(memory.map(|bytes| Figure::new(what, millions(bytes), "MB")));
    }
    Ok(figures)
}

/// Asks with all clients at a time; what differs by number differs by client, too.
async fn ask(
    server: &Server,
    load: Load,
    about: impl Fn(usize) -> anyhow::Result<String>,
) -> anyhow::Result<Latencies> {
    let mut clients = Vec::with_capacity(load.clients);
    for client in 0..load.clients {
        let numbers = (0..load.questions).map(|number| number * load.clients + client);
        let paths: Vec<String> = numbers.map(&about).collect::<Result<_, _>>()?;
        let mut connection = Client::connect(server.address).await?;
        clients.push(tokio::spawn(async move {
            let mut latencies = Latencies::default();
            for path in paths {
                latencies.add(connection.answer(&path).await?.took);
            }
            Ok::<_, anyhow::Error>(latencies)
        }));
    }
    let mut all = Latencies::default();
    for client in clients {
        all.extend(client.await??);
    }
    Ok(all)
}
