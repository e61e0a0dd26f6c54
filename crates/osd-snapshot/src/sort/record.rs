//! A row as it is sorted: of one length, with texts by number.

use std::io::{self, Read, Write};

use osd_domain::{AmountType, PositionKey, PutCall};
use rust_decimal::Decimal;

use crate::names::NameId;

/// Bytes of a record in a file.
const LENGTH: usize = 17 + 2 + 4 + 4 + 8 + 16 + 4 + 4 + 4 + 4;

/// A row as it is sorted.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Record {
    pub(super) key: PositionKey,
    /// Place of the manager among all.
    pub(super) manager: u32,
    /// Place of the filing among all.
    pub(super) filing: u32,
    pub(super) value: i64,
    pub(super) amount: Decimal,
    pub(super) rows: u32,
    pub(super) issuer: NameId,
    pub(super) class: NameId,
    /// Place of what is seldom there, from 1; none where nothing of it is.
    pub(super) rare: u32,
}

/// Security, manager, kind, filing.
type Order<'a> = (&'a [u8], u32, Option<AmountType>, Option<PutCall>, u32);

impl Record {
    /// The order of the file.
    pub(super) fn order(&self) -> Order<'_> {
        let key = &self.key;
        let security = key.security.as_bytes();
        (
            security,
            self.manager,
            key.amount_type,
            key.put_call,
            self.filing,
        )
    }

    pub(super) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut bytes = [0; LENGTH];
        let mut rest = bytes.as_mut_slice();
        let mut put = |field: &[u8]| rest.write_all(field);
        put(self.key.security.as_bytes())?;
        put(&[
            place_of(AmountType::ALL, self.key.amount_type),
            place_of(PutCall::ALL, self.key.put_call),
        ])?;
        put(&self.manager.to_le_bytes())?;
        put(&self.filing.to_le_bytes())?;
        put(&self.value.to_le_bytes())?;
        put(&self.amount.serialize())?;
        put(&self.rows.to_le_bytes())?;
        put(&self.issuer.0.to_le_bytes())?;
        put(&self.class.0.to_le_bytes())?;
        put(&self.rare.to_le_bytes())?;
        to.write_all(&bytes)
    }

    /// The next record; none at the end.
    pub(super) fn read(from: &mut impl io::BufRead) -> io::Result<Option<Self>> {
        if from.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let damaged = || io::Error::from(io::ErrorKind::InvalidData);
        let security = field::<17>(from)?;
        let security = osd_domain::SecurityId::from_bytes(security).ok_or_else(damaged)?;
        let [amount_type, put_call] = field(from)?;
        Ok(Some(Self {
            key: PositionKey {
                security,
                amount_type: at_place(AmountType::ALL, amount_type),
                put_call: at_place(PutCall::ALL, put_call),
            },
            manager: u32::from_le_bytes(field(from)?),
            filing: u32::from_le_bytes(field(from)?),
            value: i64::from_le_bytes(field(from)?),
            amount: Decimal::deserialize(field(from)?),
            rows: u32::from_le_bytes(field(from)?),
            issuer: NameId(u32::from_le_bytes(field(from)?)),
            class: NameId(u32::from_le_bytes(field(from)?)),
            rare: u32::from_le_bytes(field(from)?),
        }))
    }
}

fn field<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The place of a code among all, from 1; none where there is none.
fn place_of<T: PartialEq>(all: &[T], code: Option<T>) -> u8 {
    let place = code.and_then(|code| all.iter().position(|one| *one == code));
    place.map_or(0, |place| u8::try_from(place + 1).unwrap_or(0))
}

fn at_place<T: Copy>(all: &[T], place: u8) -> Option<T> {
    all.get(usize::from(place).checked_sub(1)?).copied()
}
