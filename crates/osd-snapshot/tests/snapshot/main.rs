//! A snapshot gives back what was put in, slice by slice, under an id that stands for its bytes.

#![cfg(test)]

mod builders;
mod publishing;
mod slices;
