//! The tree of statements of what is wanted, below `[edit]` (Juniper YANG, 24.4R1; the order is that of Juniper's tech post).

use crate::domain::{
    junos::Node,
    srx::{Ca, Filter, Method, Query, Revocation, Server, Validator, Wish},
};

/// All statements. What was not named is left to the firewall's defaults.
pub(super) fn tree(wish: &Wish) -> Vec<Node> {
    let pki = profile(wish).map(|profile| Node::container("security", vec![Node::container("pki", vec![profile])]));
    let hosts =
        wish.hosts.iter().map(|host| Node::entry("static-host-mapping", &host.name, vec![Node::leaf("inet", &host.address)]));
    let system = Node::container("system", hosts.collect()).unless_empty();
    let services = Node::container("services", vec![Node::container("user-identification", vec![identity_management(wish)])]);
    [pki, system, Some(services)].into_iter().flatten().collect()
}

/// The authority's profile. Its identifier is its name unless another is given.
fn profile(wish: &Wish) -> Option<Node> {
    let Some(Ca::Profile(name)) = &wish.ca else { return None };
    let identity = Node::leaf("ca-identity", wish.ca_identity.as_ref().unwrap_or(name));
    let revocation = Node::flag(wish.revocation.unwrap_or(Revocation::Disable).word());
    Some(Node::entry("ca-profile", name, vec![identity, Node::container("revocation-check", vec![revocation])]))
}

fn identity_management(wish: &Wish) -> Node {
    let query = &wish.query;
    let mut below = vec![connection(wish)];
    below.extend(query.timeout.map(|minutes| Node::leaf("authentication-entry-timeout", minutes)));
    below.extend(query.invalid_timeout.map(|minutes| Node::leaf("invalid-authentication-entry-timeout", minutes)));
    below.extend(query.preserve_valid_user.then(|| Node::flag("preserve-valid-user")));
    below.extend(batch_query(query).unless_empty());
    below.extend(ip_query(query).unless_empty());
    below.extend(filter(&wish.filter).unless_empty());
    below.extend(wish.validator.as_ref().map(validator));
    Node::container("identity-management", below)
}

fn connection(wish: &Wish) -> Node {
    let mut below = vec![Node::leaf("connect-method", if wish.method == Method::Https { "https" } else { "http" })];
    below.extend(wish.port.map(|port| Node::leaf("port", port)));
    below.extend(wish.token_api.as_ref().map(|path| Node::leaf("token-api", path)));
    below.extend(wish.query_api.as_ref().map(|path| Node::leaf("query-api", path)));
    below.extend(wish.validity_interval.map(|minutes| Node::leaf("server-validity-check-interval", minutes)));
    below.extend(wish.servers.iter().map(|server| self::server(wish, server)));
    Node::container("connection", below)
}

fn server(wish: &Wish, server: &Server) -> Node {
    let mut below = vec![Node::leaf("address", &server.address)];
    below.extend(wish.ca.as_ref().map(|ca| match ca {
        Ca::Profile(name) => Node::leaf("ca-profile", name),
        Ca::Certificate(file) => Node::leaf("ca-certificate", file),
    }));
    below.extend(server.client_id.as_ref().map(|id| Node::leaf("client-id", id)));
    below.extend(server.secret.as_ref().map(|secret| Node::secret("client-secret", secret)));
    below.extend(wish.source.as_ref().map(|address| Node::leaf("source", address)));
    below.extend(wish.interface.as_ref().map(|name| Node::leaf("interface", name)));
    below.extend(wish.routing_instance.as_ref().map(|name| Node::leaf("routing-instance", name)));
    Node::container(server.role, below)
}

fn batch_query(query: &Query) -> Node {
    let items = query.batch_items.map(|items| Node::leaf("items-per-batch", items));
    let interval = query.batch_interval.map(|seconds| Node::leaf("query-interval", seconds));
    Node::container("batch-query", items.into_iter().chain(interval).collect())
}

fn ip_query(query: &Query) -> Node {
    let delay = query.ip_delay.map(|seconds| Node::leaf("query-delay-time", seconds));
    let none = query.no_ip.then(|| Node::flag("no-ip-query"));
    let most = query.max_connections.map(|most| Node::leaf("max-connections", most));
    Node::container("ip-query", delay.into_iter().chain(none).chain(most).collect())
}

fn filter(filter: &Filter) -> Node {
    let set = |name: &str, sets: &[(String, String)]| {
        let (book, set) = sets.first()?;
        Some(Node::container(name, vec![Node::leaf("address-book", book), Node::leaf("address-set", set)]))
    };
    let domains = filter.domains.iter().map(|name| Node::leaf("domain", name));
    let sets = [set("include-ip", &filter.include), set("exclude-ip", &filter.exclude)];
    Node::container("filter", domains.chain(sets.into_iter().flatten()).collect())
}

fn validator(validator: &Validator) -> Node {
    let mut below = vec![Node::leaf("address", &validator.address)];
    below.extend(validator.client_id.as_ref().map(|id| Node::leaf("client-id", id)));
    below.extend(validator.secret.as_ref().map(|secret| Node::secret("client-secret", secret)));
    below.extend(validator.port.map(|port| Node::leaf("port", port)));
    Node::container("jims-validator", below)
}
