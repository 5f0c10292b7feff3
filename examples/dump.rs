fn main() {
    let input = cache_audit::collect::Input::File(std::env::args().nth(1).unwrap().into());
    match cache_audit::collect::collect(&[input]) {
        Ok(i) => println!("{}", serde_json::to_string(&i).unwrap()),
        Err(e) => println!("ERROR {e} / {:?}", e.help()),
    }
}
