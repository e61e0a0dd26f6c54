//! Which unit a filer prints its values in.
