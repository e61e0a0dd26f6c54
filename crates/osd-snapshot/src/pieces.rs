//! Long passes in pieces, on all cores: what comes of them is the same however many there are.

use std::{sync::mpsc::sync_channel, thread};

/// Results of a thread that wait to be taken.
const AHEAD: usize = 1;

/// Works on every piece, and takes what comes of each in the order of pieces, on this thread.
///
/// # Errors
/// The first error in the order of pieces, of the work or of the taking.
pub fn in_order<P: Sync, R: Send, E: Send>(
    pieces: &[P],
    work: impl Fn(&P) -> Result<R, E> + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(pieces.len());
    if threads < 2 {
        return pieces.iter().try_for_each(|piece| take(work(piece)?));
    }
    thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = (0..threads)
            .map(|first| {
                let (give, results) = sync_channel(AHEAD);
                scope.spawn(move || {
                    for piece in pieces.iter().skip(first).step_by(threads) {
                        // Nobody takes any more where something failed.
                        if give.send(work(piece)).is_err() {
                            return;
                        }
                    }
                });
                results
            })
            .collect();
        let in_turn = workers.iter().cycle().take(pieces.len());
        for results in in_turn {
            // A thread that panicked gives nothing more; the scope says so at its end.
            let Ok(result) = results.recv() else { break };
            take(result?)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_pieces() {
        let pieces: Vec<u32> = (0..100).collect();
        let mut taken = Vec::new();
        let squared = |piece: &u32| Ok::<_, String>(piece * piece);
        in_order(&pieces, squared, |square| {
            taken.push(square);
            Ok(())
        })
        .unwrap();
        let squares: Vec<u32> = pieces.iter().map(|piece| piece * piece).collect();
        assert_eq!(taken, squares);
    }

    #[test]
    fn the_first_error_in_their_order_is_the_one_that_is_told() {
        let pieces: Vec<u32> = (0..100).collect();
        let fails = |piece: &u32| match *piece {
            40 | 41 | 90 => Err(*piece),
            sound => Ok(sound),
        };
        let mut taken = 0;
        let outcome = in_order(&pieces, fails, |_| {
            taken += 1;
            Ok(())
        });
        assert_eq!((outcome, taken), (Err(40), 40));
    }
}
