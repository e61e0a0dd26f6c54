#![doc = include_str!("../README.md")]

mod digest;
mod error;
mod key;
mod object;
mod upkeep;
mod vault;

pub use self::{
    digest::{Digest, NotADigest},
    error::{Damage, VaultError},
    key::{Key, NotAKey},
    object::Provenance,
    upkeep::{Lying, check_object},
    vault::{Kept, Put, Vault, Version},
};
