//! Users and user groups.

use super::*;
use crate::model::Engine;

fn user(id: &str, access: &str, authentication: &str) -> String {
    format!(
        "<member><UserId>{id}</UserId><UserName>default</UserName><Status>active</Status>
            <Engine>redis</Engine><AccessString>{access}</AccessString>
            <Authentication><Type>{authentication}</Type></Authentication></member>"
    )
}

#[tokio::test]
async fn passwords_of_users_are_never_kept() {
    let hash = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";
    let users = [
        user("a", &format!("on &gt;hunter2 #{hash} ~app:* &amp;* +@read"), "password"),
        user("b", &format!("on &lt;hunter2 !{hash} ~* +@all"), "no-password"),
        user("c", "on ~* +@all", "iam"),
    ];
    let users = told(Operation::DescribeUsers, format!("<Users>{}</Users>", users.concat()));
    let (inventory, _, gaps) = around([groups(&[orders()]), users]).await;
    assert!(gaps.is_empty(), "{gaps:?}");
    let read: Vec<_> = inventory
        .users
        .iter()
        .map(|user| {
            let user = (user.id.as_str(), &user.attributes);
            (user.0, user.1.access_string.as_str(), user.1.authentication_type.as_str())
        })
        .collect();
    let expected = [
        (Some("a"), Some("on ~app:* &* +@read"), Some("password")),
        (Some("b"), Some("on ~* +@all"), Some("no-password")),
        (Some("c"), Some("on ~* +@all"), Some("iam")),
    ];
    assert_eq!(read, expected);
    assert_eq!(inventory.users[0].attributes.user_name, known("default"));
    let kept = format!("{inventory:?}");
    assert!(!kept.contains("hunter2") && !kept.contains(hash), "{kept}");
}

#[tokio::test]
async fn a_user_group_names_its_users() {
    let group = "<UserGroups><member><UserGroupId>orders-users</UserGroupId><Engine>redis</Engine>
        <UserIds><member>default</member><member>orders-app</member></UserIds></member></UserGroups>";
    let (inventory, _, _) =
        around([groups(&[orders()]), told(Operation::DescribeUserGroups, group)]).await;
    let [group] = inventory.user_groups.as_slice() else { panic!("{:?}", inventory.user_groups) };
    assert_eq!(group.id.as_str(), Some("orders-users"));
    assert_eq!(group.attributes.engine, Attribute::Known(Engine::Redis));
    assert_eq!(group.attributes.user_ids, all_named(&["default", "orders-app"]));
}
