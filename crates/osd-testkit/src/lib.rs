//! Builders, engines and fakes for tests
