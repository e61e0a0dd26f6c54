//! The web app is part of the program: it is compiled in again when it was built anew. The folder
//! is always there, with or without an app in it.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
