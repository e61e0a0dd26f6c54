//! Period snapshots: immutable Parquet, content-addressed
