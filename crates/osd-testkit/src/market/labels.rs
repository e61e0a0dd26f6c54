//! What managers did between two quarters.
