//! What is said of a position that is set beside the one of a quarter before, and on what grounds.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    id::{Accession, SecurityId},
    market::{LinkSource, Ratio},
    named::named,
};

named! {
    /// What happened to a position since the quarter before.
    Change {
        /// It was not held before.
        New = "NEW",
        /// More is held.
        Add = "ADD",
        /// Less is held.
        Reduce = "REDUCE",
        /// As much is held.
        Hold = "HOLD",
        /// It is not held any more.
        Exit = "EXIT",
        /// The manager files for the first time: what it held before is not known.
        FirstFiling = "FIRST_FILING",
        /// One of the two portfolios is not known, or not known whole.
        NotComparable = "NOT_COMPARABLE",
        /// It was kept confidential and is disclosed now; it was not necessarily bought now.
        LateReveal = "LATE_REVEAL",
        /// The shares were split; nothing was bought or sold.
        SplitOnly = "SPLIT_ONLY",
        /// Amounts are printed in thousands in one quarter and in ones in the other.
        Unit = "UNIT",
        /// The whole book changed by one ratio: a redemption or a subscription, no opinion.
        ProRata = "PRO_RATA",
        /// Another manager's rows came into the filing, or left it.
        ManagerSplit = "MANAGER_SPLIT",
        /// It is gone, but was so small that it need not be reported.
        BelowThresholdPossible = "BELOW_THRESHOLD_POSSIBLE",
    }
}

impl Change {
    /// Whether what was held before and what is held now are the same thing, so that their difference
    /// says something: not where a portfolio is missing, or where rows came from elsewhere.
    pub fn is_like_for_like(self) -> bool {
        self.is_trade() || matches!(self, Self::Hold | Self::SplitOnly | Self::Unit)
    }

    /// Whether something was bought or sold, as far as filings show.
    pub fn is_trade(self) -> bool {
        matches!(
            self,
            Self::New | Self::Add | Self::Reduce | Self::Exit | Self::ProRata
        )
    }
}

named! {
    /// Why two portfolios cannot be compared.
    Absence {
        /// The manager filed nothing for the quarter yet.
        NotYetFiled = "not_yet_filed",
        /// Other managers report its holdings for that quarter: it filed a notice.
        Notice = "notice",
        /// It filed for earlier quarters, and not for the one before.
        Gap = "gap",
        /// Of several managers taken together, one files for the first time and continues none of
        /// the others.
        FirstFiling = "first_filing",
        /// The filings of that quarter could not be read, or not all of them.
        Unread = "unread",
        /// Nothing at all was taken in here for the quarter before.
        NotLoaded = "not_loaded",
    }
}

named! {
    /// Whether two portfolios can be compared, and why not.
    Basis {
        /// They can.
        Compared = "compared",
        /// No filing of the manager for an earlier quarter is known.
        FirstFiling = "first_filing",
        /// The manager filed nothing for the quarter yet.
        NotYetFiled = "not_yet_filed",
        /// It filed a notice for one of the two.
        Notice = "notice",
        /// It filed for earlier quarters, and not for the one before.
        Gap = "gap",
        /// Filings of one of the two could not be read.
        Unread = "unread",
        /// Nothing at all was taken in here for the quarter before.
        NotLoaded = "not_loaded",
    }
}

impl From<Absence> for Basis {
    fn from(absence: Absence) -> Self {
        match absence {
            Absence::NotYetFiled => Self::NotYetFiled,
            Absence::Notice => Self::Notice,
            Absence::Gap => Self::Gap,
            Absence::FirstFiling => Self::FirstFiling,
            Absence::Unread => Self::Unread,
            Absence::NotLoaded => Self::NotLoaded,
        }
    }
}

/// What a label rests on, where it rests on more than two amounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum ChangeEvidence {
    /// No filing of the manager for an earlier quarter is known.
    NoEarlierFiling,
    /// One of the two portfolios is missing.
    Missing {
        /// Which of the two: `now` or `before`.
        quarter: Quarter,
        /// Why.
        reason: Absence,
    },
    /// The cover says that rows were left out confidentially: an absence is no sale.
    ConfidentialOmission {
        /// The filing that says so.
        accession: Accession,
    },
    /// All its rows come from an amendment that discloses what was confidential.
    Disclosed {
        /// The amendment.
        accession: Accession,
    },
    /// Amounts of nearly the whole book differ by a factor of a thousand.
    Thousandfold {
        /// The quarter whose amounts are in thousands.
        in_thousands: Quarter,
        /// Positions that differ by the factor.
        positions: u32,
        /// Positions held in both quarters.
        of: u32,
    },
    /// The included managers differ, and the rows of those in both come to the same amount.
    IncludedManagers {
        /// Managers included now and not before.
        came: Vec<String>,
        /// Managers included before and not now.
        left: Vec<String>,
    },
    /// The shares were split.
    Split {
        /// Shares now for shares before.
        ratio: Ratio,
        /// Managers whose amount changed by exactly this ratio.
        managers: u32,
        /// Managers that held it in both quarters.
        of: u32,
    },
    /// The security was known by another CUSIP before.
    CusipChange {
        /// What it was known by.
        from: SecurityId,
        /// Shares now for shares before.
        ratio: Ratio,
        /// Managers whose amount is exactly the one before, times the ratio.
        managers: u32,
        /// Managers that hold it now and held the other before.
        of: u32,
        /// How it is known.
        source: LinkSource,
    },
    /// Most of the book changed by one ratio.
    OneRatio {
        /// Amount now as a fraction of the amount before.
        ratio: Decimal,
        /// Positions with this ratio.
        positions: u32,
        /// Positions held in both quarters.
        of: u32,
    },
    /// Form 13F lets positions of fewer than 10,000 shares and less than 200,000 dollars be left out.
    BelowThreshold,
}

named! {
    /// One of the two quarters of a comparison.
    Quarter {
        /// The report period.
        Now = "now",
        /// The calendar quarter before it.
        Before = "before",
    }
}
