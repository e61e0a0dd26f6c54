//! What can be found.

/// What an entry is. Among equals the first kind stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A manager that files.
    Manager,
    /// A security.
    Security,
    /// An issuer of securities.
    Issuer,
    /// A ticker.
    Ticker,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Manager, Self::Security, Self::Issuer, Self::Ticker];
}

/// A name of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name, as it is printed.
    pub text: String,
    /// What is printed beside it and tells it from its siblings, such as a title of class.
    pub beside: String,
    /// Whether it goes by another name now.
    pub is_former: bool,
}

/// How an entry is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// A CIK, without leading zeros.
    Cik,
    /// A CUSIP, or what stands for one; the first six characters for an issuer.
    Cusip,
    /// A ticker, in upper case and without separators.
    Ticker,
}

/// A number or symbol of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// What it is.
    pub kind: CodeKind,
    /// The code, in upper case.
    pub text: String,
    /// Whether it has another one now.
    pub is_former: bool,
}

/// Something that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// What it is known by to those who ask further.
    pub id: String,
    /// What it is called where it is shown.
    pub label: String,
    /// What is shown beside that, such as a title of class; empty where there is nothing.
    pub beside: String,
    /// The symbol that it has now; empty where it has none.
    pub symbol: String,
    /// The names it is found by, the present one first.
    pub names: Vec<Name>,
    /// Its numbers and symbols.
    pub codes: Vec<Code>,
    /// How much there is of it, to be compared within its kind: dollars, holders.
    pub size: u64,
}
