#![doc = include_str!("../README.md")]

mod digest;
mod error;
mod key;
mod object;
mod vault;

pub use self::{
    digest::{Digest, NotADigest},
    error::{Damage, VaultError},
    key::Key,
    object::Provenance,
    vault::{Kept, Put, Vault, Version},
};
