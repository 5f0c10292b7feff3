//! Live accounts, by real HTTP: an emulator that others wrote, and before it a server that replays recorded replies and
//! plays faults where the emulator has none.

mod emulator;
mod replay;
