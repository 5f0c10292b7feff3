//! Recorded replies: files of a folder, each named after the call that it answers.
//!
//! `elasticache.DescribeUsers.xml` answers that operation, `elasticache.DescribeUsers@page-2.xml` does where path or body of
//! the request hold `page-2`. `{{name}}` in them stands for a value that the world was given.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde_json::Value;

use super::call::{Call, Protocol};
use super::cbor;
use super::http::Reply;

/// What one region of one account answers, as far as it was recorded.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    /// Whose: any account's where it is empty.
    pub(crate) account: String,
    /// Where: in any region where it is empty.
    pub(crate) region: String,
    /// What `{{name}}` stands for, besides `account` and `region`.
    pub(crate) values: BTreeMap<String, String>,
    recorded: Vec<Recorded>,
}

/// One file.
#[derive(Debug, Clone)]
struct Recorded {
    action: String,
    asks_for: String,
    body: String,
}

impl World {
    /// What `folder` has recorded.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let mut recorded = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            let (action, asks_for) = stem.split_once('@').unwrap_or((stem, ""));
            recorded.push(Recorded {
                action: action.replacen('.', ":", 1),
                asks_for: asks_for.to_owned(),
                body: fs::read_to_string(&path)?,
            });
        }
        // Those that ask for more come first.
        recorded.sort_by_key(|recorded| std::cmp::Reverse(recorded.asks_for.len()));
        Ok(Self { recorded, ..Self::default() })
    }

    /// The same for one region of one account, with what `{{name}}` stands for.
    pub(crate) fn of(
        mut self,
        account: &str,
        region: &str,
        values: BTreeMap<String, String>,
    ) -> Self {
        self.account = account.to_owned();
        self.region = region.to_owned();
        self.values = values;
        self
    }

    /// The same with another body for every call of an action.
    pub(crate) fn with(mut self, action: &str, body: &str) -> Self {
        self.recorded.retain(|recorded| recorded.action != action);
        let (action, body) = (action.to_owned(), body.to_owned());
        self.recorded.push(Recorded { action, asks_for: String::new(), body });
        self
    }

    /// Whose answers these are.
    pub(super) fn is_asked(&self, call: &Call) -> bool {
        let is_meant = |own: &str, asked: &str| own.is_empty() || own == asked;
        is_meant(&self.account, &call.account) && is_meant(&self.region, &call.region)
    }

    /// What was recorded for `call`.
    pub(super) fn reply(&self, call: &Call) -> Option<Reply> {
        let answers = |recorded: &&Recorded| {
            recorded.action == call.action
                && call.text.contains(&self.filled(&recorded.asks_for, call))
        };
        let recorded = self.recorded.iter().find(answers)?;
        let body = self.filled(&recorded.body, call);
        let protocol = Protocol::of(call.service());
        Some(match protocol {
            Protocol::Cbor => {
                let value: Value = serde_json::from_str(&body).unwrap_or_default();
                protocol.reply(200, cbor::encode(&value))
            }
            _ => protocol.reply(200, body),
        })
    }

    fn filled(&self, text: &str, call: &Call) -> String {
        let own = [("account", &call.account), ("region", &call.region)];
        let values = self.values.iter().map(|(name, value)| (name.as_str(), value)).chain(own);
        values.fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{{{name}}}}}"), value)
        })
    }
}
