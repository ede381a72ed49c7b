//! What is told about a handover that was opened: the first call, and a line for the shell that makes one.

use url::Url;

use crate::{
    domain::{
        exchange::{Handover, HandoverSpec, SharedApi},
        finding::{Finding, Level},
        mechanism::MechanismKind,
        name::ProfileKey,
        secret::SecretRef,
    },
    job::{
        Context,
        exchange::{letter::Signed, material::certificate_file, open::Opened},
        report::CheckReport,
    },
};

/// The answer.
pub(super) fn told(ctx: &Context<'_>, letter: &Signed<Handover>, stored: Option<SecretRef>, call: Option<CheckReport>) -> Opened {
    let (metadata, spec) = (&letter.document.metadata, &letter.document.spec);
    let mut findings = Vec::new();
    if let Some(call) = call.as_ref().filter(|call| !call.ran && spec.mechanism == MechanismKind::Oidc) {
        let slot = SecretRef::credential(&metadata.key());
        let advice = format!("put the secret of your application there: `partnerctl secret put {slot} --secret-file FILE`");
        findings.push(Finding::new(Level::Warn, "no-id-token", call.detail.clone(), advice));
    }
    let next = if call.as_ref().is_none_or(|call| call.ok || !call.ran) {
        "`partnerctl verify --report result.jws`, and send result.jws to the operator".to_owned()
    } else {
        format!("`partnerctl explain {}` says why the call fails", metadata.partner)
    };
    Opened {
        partner: metadata.partner.clone(),
        environment: metadata.environment.clone(),
        mechanism: spec.mechanism,
        application_id: spec.application_id.to_string(),
        apis: spec.apis.clone(),
        stored,
        expires: spec.expires,
        call,
        curl: curl(ctx, &metadata.key(), spec),
        findings,
        next,
    }
}

/// A line that makes a call without showing a secret in the list of processes.
fn curl(ctx: &Context<'_>, key: &ProfileKey, spec: &HandoverSpec) -> String {
    let address = spec.apis.first().and_then(address).unwrap_or_default();
    let place = ctx.workspace.environments.get(&key.environment);
    let trust =
        place.and_then(|place| place.gateway.ca_file.as_ref()).map(|file| format!(" --cacert {file}")).unwrap_or_default();
    let beside = spec.key_header.as_ref().zip(spec.client_id.as_ref());
    let beside = beside.map(|(header, client)| format!(" --header '{header}: {client}'")).unwrap_or_default();
    match spec.mechanism {
        // The token is bound to the certificate: two secrets cannot come by one pipe.
        MechanismKind::ClientCertificate if spec.authorization_server.is_some() => {
            let trial = spec.apis.first().and_then(|api| api.trial.as_ref());
            let (method, path) = trial.map_or(("GET", "/"), |trial| (trial.method.as_str(), trial.path.as_str()));
            format!("partnerctl call {method} '{}' --payload", path.replace('\'', "%27"))
        }
        MechanismKind::ClientCertificate => {
            let certificate = certificate_file(key, "pem");
            let slot = SecretRef::credential(key);
            format!(
                "partnerctl secret get {slot} --reveal | curl --silent{trust} --cert {certificate} --key /dev/stdin '{address}'"
            )
        }
        _ => format!(
            "partnerctl token get | sed 's/^/Authorization: Bearer /' | curl --silent{trust}{beside} --header @- '{address}'"
        ),
    }
}

fn address(api: &SharedApi) -> Option<String> {
    let endpoint: &Url = api.endpoints.iter().find(|url| url.scheme() == "https").or(api.endpoints.first())?;
    let path = api.trial.as_ref().map(|trial| trial.path.as_str()).unwrap_or_default();
    Some(format!("{}{path}", endpoint.as_str().trim_end_matches('/')).replace('\'', "%27"))
}
