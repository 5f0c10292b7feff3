//! Live accounts, by real HTTP: an emulator that others wrote, and before it a server that replays recorded replies and
//! plays faults where the emulator has none.

mod accounts;
mod alarms;
mod calls;
mod containers;
mod credentials;
mod declarations;
mod declared;
mod emulator;
mod entering;
mod every_operation;
mod faults;
mod interrupted;
mod lists;
mod machine;
mod partitions;
mod permissions;
mod replay;
mod roles;
mod saved;
mod scan;
mod shapes;
mod shared_vpc;
mod systems;
