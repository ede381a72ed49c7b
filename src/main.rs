//! The front door: passes the arguments to the reception.

fn main() -> std::process::ExitCode {
    partnerctl::cli::run(std::env::args_os())
}
