//! One portrait: decode, locate, crop, resize, encode, judge.
