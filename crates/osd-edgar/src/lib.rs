//! EDGAR's paper: archive paths, index files, the SGML container
