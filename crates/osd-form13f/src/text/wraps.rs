//! Pieces of names on lines of their own: a name is broken where it does not fit its column, and
//! goes on below.

use super::bands::Bands;

/// Whose a piece of a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belongs {
    /// The row above goes on here.
    Above,
    /// The row below begins here.
    Below,
    /// Nobody's: a title over a part of the table.
    Nowhere,
}

/// A name as it stands on a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// Column of its first letter.
    pub(super) left: u32,
    /// Columns that it takes.
    pub(super) width: u32,
    /// Columns that its first word takes.
    pub(super) first_word: u32,
}

impl Extent {
    fn is_empty(self) -> bool {
        self.width == 0
    }
}

/// Issuer and class on a line, as far as they stand there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) issuer: Extent,
    pub(super) class: Extent,
}

/// The columns that issuer and class have room in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Room {
    issuer: u32,
    class: u32,
}

impl Room {
    /// The room of two bands. Bands that touch keep a blank between them.
    pub(super) fn of(bands: &Bands, issuer: Option<usize>, class: Option<usize>) -> Self {
        let width = |band: Option<usize>| {
            let band = band?;
            let (left, right) = bands.get(band)?;
            let touches = bands.get(band + 1).is_some_and(|(next, _)| next == right);
            Some(right.saturating_sub(left) - u32::from(touches && right > left))
        };
        Self {
            issuer: width(issuer).unwrap_or(u32::MAX),
            class: width(class).unwrap_or(u32::MAX),
        }
    }

    /// How much of its room, in hundredths, `first` would take with the first word of `then`.
    fn taken(self, first: Names, then: Names) -> u64 {
        let taken = |first: Extent, then: Extent, room: u32| {
            if first.is_empty() || then.is_empty() {
                return 0;
            }
            let width = u64::from(first.width) + 1 + u64::from(then.first_word);
            width * 100 / u64::from(room.max(1))
        };
        let issuer = taken(first.issuer, then.issuer, self.issuer);
        issuer.max(taken(first.class, then.class, self.class))
    }
}

/// More than its room: a name must be broken.
const FULL: u64 = 100;

/// Names are broken at words, and columns are wider than they need be.
const SCANT: u64 = 75;

/// Decides whose a piece is: `above` is the row right above, `below` the line right below, where
/// there is one; `usual` is the column in which issuers usually begin.
pub(super) fn judge(
    piece: Names,
    above: Option<Names>,
    below: Option<Names>,
    room: Room,
    usual: u32,
) -> Belongs {
    let is_issuer = !piece.issuer.is_empty();
    let is_left_of = |below: Names| is_issuer && below.issuer.left > piece.issuer.left;
    if let Some(below) = below {
        let is_unusual = is_left_of(below) && below.issuer.left > usual;
        if is_issuer && (below.issuer.is_empty() || is_unusual) {
            return Belongs::Below;
        }
    }
    let is_right_of = |above: Names| {
        is_issuer && !above.issuer.is_empty() && piece.issuer.left > above.issuer.left
    };
    if above.is_some_and(is_right_of) {
        return Belongs::Above;
    }
    let after_above = above.map_or(0, |above| room.taken(above, piece));
    let before_below = below.map_or(0, |below| room.taken(piece, below));
    // What stands alone may be a title; right below a row, in the column of the class, or left of
    // its row, it hardly is.
    let is_alone = above.is_none() && is_issuer && !below.is_some_and(is_left_of);
    let least = if is_alone { FULL } else { SCANT };
    // `Inc.` and `Co.` are the end of a name.
    let is_end = |below: Names| !below.issuer.is_empty() && below.issuer.width <= 5;
    let ends_below = before_below > FULL || (before_below > SCANT && below.is_some_and(is_end));
    if after_above > SCANT && after_above > before_below && !ends_below {
        Belongs::Above
    } else if before_below > least {
        Belongs::Below
    } else if !is_issuer && above.is_some() {
        Belongs::Above
    } else {
        Belongs::Nowhere
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(left: u32, text: &str) -> Names {
        let length = |text: &str| u32::try_from(text.len()).unwrap_or_default();
        Names {
            issuer: Extent {
                left,
                width: length(text),
                first_word: length(text.split(' ').next().unwrap_or_default()),
            },
            class: Extent::default(),
        }
    }

    const NARROW: Room = Room {
        issuer: 14,
        class: 8,
    };
    const WIDE: Room = Room {
        issuer: 30,
        class: 8,
    };

    #[test]
    fn a_name_is_broken_where_it_does_not_fit() {
        let of = |piece, above, below, room| judge(piece, above, below, room, 0);
        let row = Some(name(0, "Nucor Corp."));
        // `Outback` / `Steakhouse Inc.` in fourteen columns.
        let begins = of(name(0, "Outback"), row, Some(name(0, "Steakhouse")), NARROW);
        assert_eq!(begins, Belongs::Below);
        // `Sealed Air` / `  Corporation`.
        let begins = of(
            name(0, "Sealed Air"),
            row,
            Some(name(2, "Corporation")),
            NARROW,
        );
        assert_eq!(begins, Belongs::Below);
        // `CHESAPEAKE ENERGY` / `CORPORATION` / `WYETH`.
        let ends = of(
            name(0, "CORPORATION"),
            Some(name(0, "CHESAPEAKE ENERGY HLDGS")),
            Some(name(0, "WYETH")),
            WIDE,
        );
        assert_eq!(ends, Belongs::Above);
        // `HEALTH CARE` over `ABBOTT LABS`.
        let title = of(
            name(0, "HEALTH CARE"),
            row,
            Some(name(0, "ABBOTT LABS")),
            WIDE,
        );
        assert_eq!(title, Belongs::Nowhere);
    }
}
