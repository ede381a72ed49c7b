# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_partnerctl_global_optspecs
    string join \n w/workspace= e/environment= o/output= q/quiet v/verbose no-input y/yes color= timeout= log-format= change= h/help V/version
end

function __fish_partnerctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_partnerctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_partnerctl_using_subcommand
    set -l cmd (__fish_partnerctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c partnerctl -n "__fish_partnerctl_needs_command" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_needs_command" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_needs_command" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_needs_command" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_needs_command" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_needs_command" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_needs_command" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_needs_command" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -s V -l version -d 'Print version'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "init" -d 'Makes a new workspace, asked or by flags'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "partner" -d 'Partner files: what is wanted, written by people'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "api" -d 'APIs: their documents here, and what the gateway has of them'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "sandbox" -d 'The embedded gateway, for trying out and for tests'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "demo" -d 'Runs the main job in one go, on a gateway of its own'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "doctor" -d 'Says what is missing or unsafe here'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "onboard" -d 'Runs every step that can run, and says who must act next'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "status" -d 'Shows who owes which step'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "verify" -d 'Makes the partner\'s calls as the partner'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "explain" -d 'Says why a partner\'s call fails, and whose move it is'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "due" -d 'Shows secrets, certificates and keys that end soon'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "rotate" -d 'Replaces a secret, a certificate or a key, without a gap'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "offboard" -d 'Lets a partner go: suspends it, and withdraws it later'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "plan" -d 'Shows what differs between partner files and gateway'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "apply" -d 'Makes the gateway as partner files, or a saved plan, say'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "import" -d 'Makes partner files and records of partners on a gateway'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "request" -d 'Asks an operator for access, as a partner'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "invite" -d 'Writes an invitation for a partner'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "accept" -d 'Answers an invitation, as a partner'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "receive" -d 'Takes what a partner sent'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "handover" -d 'Hands a partner over what it needs in order to call'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "open" -d 'Opens a handover, as a partner, and makes the first call'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "show" -d 'Shows a signed file without trusting it'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "notify" -d 'Sends the documents that are due, by mail or as files'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "report" -d 'Makes one HTML page for operators: board, expiry, counts'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "app-id" -d 'Application IDs, which every request payload carries'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "secret" -d 'Secrets: made, kept, listed, removed'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "key" -d 'Keys: make, show, convert and compare them'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "csr" -d 'Certificate requests: make, show and check them'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "cert" -d 'Certificates: made, judged, registered on a partner\'s profile'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "jwk" -d 'JSON Web Keys: public keys, sets, thumbprints, checks'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "jwt" -d 'JSON Web Tokens: make assertions, decode and verify tokens'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "token" -d 'Access tokens, as partners get them'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "call" -d 'Calls an API as the partner and prints the answer as received'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "profile" -d 'A partner\'s profile, straight on the gateway'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "gateway" -d 'The connection to the gateway of an environment'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "step" -d 'Steps of the ledger: done by evidence, or open again'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "record" -d 'Records: what is so, written by the tool alone'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "audit" -d 'The audit log: who did what and when'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "srx" -d 'SRX firewalls: statements for JIMS by release, and a check'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "completions" -d 'Prints the script that makes a shell complete words and names'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "completion" -d 'Prints the script that makes a shell complete words and names'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "man" -d 'Prints the manual, or writes the pages of all commands'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "schema" -d 'Prints the JSON Schema of a document or of an answer'
complete -c partnerctl -n "__fish_partnerctl_needs_command" -f -a "version" -d 'Shows the version, the drivers and the features'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l organisation -d 'Who runs the gateway' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l url -d 'The address of the gateway\'s admin API; the embedded gateway when absent' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l driver -d 'The driver that speaks its admin API' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l class -d 'Which rules hold there' -r -f -a "non-production\t'Test places: self-signed certificates are allowed with their chain'
production\t'The real thing: changes go through saved plans'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l user -d 'The user of the admin API' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l ca-file -d 'A PEM file with authorities to trust besides the system\'s, relative to the workspace' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l secrets -d 'Where secrets are kept [default: the keyring where one answers, else sealed files]' -r -f -a "keyring\t'The keyring of the operating system'
sealed\t'One age file per secret, fit to be committed'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -f -a "add" -d 'Writes a new partner file; asks for what is missing'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -f -a "set" -d 'Changes values of a partner file; comments and order stay'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -f -a "list" -d 'Lists the partner files'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and not __fish_seen_subcommand_from add set list show" -f -a "show" -d 'Shows one partner file'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l mechanism -d 'How it authenticates: `oidc`, `oauth2`, `client-certificate` or `jwt-bearer`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l api -d 'An API that it may call; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l contact -d 'Whom to write to, such as `technical=dev@acme.example`; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l display-name -d 'The name that people use' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l scope -d 'A scope of its tokens; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l certificate -d 'A certificate file relative to the workspace: the partner\'s (`client-certificate`), or its issuer\'s (`oidc`, `jwt-bearer`)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l signed-by -d 'Who signs its tokens, when the gateway does (`jwt-bearer`)' -r -f -a "gateway\t''
issuer\t''"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l issuer -d 'The issuer of its tokens, exactly as in their `iss` (`oidc`, `jwt-bearer`)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l jwks-uri -d 'Where the issuer publishes its keys (`oidc`, `jwt-bearer`)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l provider -d 'The product that issues its tokens: `okta`, `entra`, `cognito`, `adfs`, `pingone` or `pingfederate`; fills in issuer and keys' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l provider-value -d 'A value of the provider\'s addresses, such as `domain=acme.okta.com`; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l client-id -d 'Its client id at the issuer (`oidc`; with `--provider` also `jwt-bearer`, as a claim)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l audience -d 'The `aud` of its tokens (`oidc`, `jwt-bearer`)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l claim -d 'A claim that identifies it (`oidc`, `jwt-bearer`); repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l customer-source-id -d 'The customer source identifier, when it is agreed already' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l from-csv -d 'A CSV file with the columns name, display-name, environment, mechanism, apis, scopes, contacts, customer-source-id' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand partner; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -f -a "add" -d 'Writes an API document from an OpenAPI description'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -f -a "create" -d 'Publishes an API from its document'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -f -a "list" -d 'Lists the APIs on the gateway'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -f -a "show" -d 'Shows an API as the gateway has it'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -f -a "activate" -d 'Serves an API. One that identifies nobody is refused'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -f -a "deactivate" -d 'No longer serves an API; nothing of it is lost'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -f -a "assign" -d 'Lets the partner call more APIs'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and not __fish_seen_subcommand_from add create list show activate deactivate assign unassign" -f -a "unassign" -d 'No longer lets the partner call these APIs'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -l name -d 'The name [default: the title in small letters]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -l version -d 'The version [default: that of the description]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -l upstream -d 'Where the gateway forwards calls to [default: the server in the description]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -l scope -d 'A scope that lets tokens call it; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -l open-to-all -d 'Serve it although it identifies nobody'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from activate" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from deactivate" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from assign" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand api; and __fish_seen_subcommand_from unassign" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -f -a "run" -d 'Runs the embedded gateway until Ctrl-C. Not for production'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -f -a "reset" -d 'Removes everything that the sandbox has stored'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and not __fish_seen_subcommand_from run reset idp-app" -f -a "idp-app" -d 'Registers the gateway at the sandbox\'s identity provider'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -l listen -d 'The address for HTTP [default: a free port on 127.0.0.1, the same one every time]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -l listen-tls -d 'The address for HTTPS [default: a free port beside it]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -l state -d 'The folder of its state [default: of the workspace]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -l ready-file -d 'A file to write addresses, CA and login to when it answers' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -l quirks -d 'A YAML file that switches peculiarities of the product on and off' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -l allow-remote -d 'Accept an address that other machines can reach'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l state -d 'The folder of its state [default: of the workspace]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -l state -d 'The folder of the sandbox\'s state [default: of the workspace]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand sandbox; and __fish_seen_subcommand_from idp-app" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -l dir -d 'The folder to work in [default: a new temporary one]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l client -d 'With `--adopt`: a client that the authorization server has already, by its address or its id' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l registration-token-file -d 'The registration token that opens this client: a file, `-` for stdin, or `env:NAME`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l client-secret-file -d 'Its client secret, for a server that does not show it: a file, `-` for stdin, or `env:NAME`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l until -d 'Wait for this step; exit with 8 when it is still open at the end' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l wait -d 'How long to wait' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l plan -d 'Save what it would do as a plan, for `apply` to carry out' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l dry-run -d 'Show the changes and make none'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l adopt -d 'Take over a profile that this workspace did not make, or that changed since its record was written'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l replace-lost-secret -d 'Replace a credential whose secret is lost, without asking'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l again -d 'Onboard a partner anew that was let go'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l require-complete -d 'Exit with 8 while a step is open'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand onboard" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -l waiting-on -d 'Only those that wait for this side' -r -f -a "partner\t'The side that calls the APIs'
operator\t'The side that runs the gateway'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -l secret-file -d 'A file with the credential, instead of the secret store: client secret, API key or private key; `-` or `env:NAME`, too' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -l token-file -d 'A file with an ID token (`oidc`)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -l wait -d 'How long to wait for the partner\'s token to end, to see that an ended one is refused' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -l report -d 'Writes a signed result here, which the other side takes as evidence' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -l replace -d 'Replaces the file of the result when it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -l partner -d 'The partner that the files are of' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -l no-calls -d 'Makes no calls as the partner'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -l within -d 'How soon' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -l format -d 'A calendar (RFC 5545), or text for Prometheus, on stdout' -r -f -a "ics\t'One event for each end, with alarms on the days of the notices'
prometheus\t'One gauge for each end'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -l online -d 'Look at gateways and published keys, too'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand due" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l file -d 'The new certificate, or the letter that carries it; repeat it for those above it' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l at -d 'Not before this time, such as `2027-01-31T02:00:00Z`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l window -d 'How long a cut-over may take [default: 4h]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l overlap -d 'How long both are good [default: 14d]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l secret -d 'The secret that the gateway issued'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l certificate -d 'The certificate that is shown in the handshake'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l key -d 'The key; the partner\'s own workspace makes it'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l finish -d 'Retire the old one now'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l cancel -d 'Give the new one up, as long as the old one is in use'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l due -d 'All partners for whom it is time'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l dry-run -d 'Say only what would be begun'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -l confirm -d 'The name once more, in place of typing it' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -l wait -d 'How long it stays suspended before it is withdrawn' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -l plan -d 'Save what it would do as a plan, for `apply` to carry out' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -l now -d 'Withdraw at once'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -l undo -d 'Take it back, as long as nothing was withdrawn'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand offboard" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -l out -d 'Where it is written [default: stdout]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -l full -d 'Show every change with the fields that differ'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -l exit-code -d 'Exit with 8 when something differs'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -l native-only -d 'Refuse partners whose changes the gateway has no operation of its own for'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -l adopt -d 'Take over profiles that this workspace did not make'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -a "show" -d 'Shows a saved plan, and who agreed to it'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and not __fish_seen_subcommand_from show approve" -a "approve" -d 'Signs a saved plan as the second person who agrees to it'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -l format -d 'The text of a change ticket instead' -r -f -a "markdown\t'Markdown with before, after and the way back'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -l key -d 'The file with your private key' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand plan; and __fish_seen_subcommand_from approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -l jobs -d 'How many partners at a time' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -l on-error -d 'What a failure means for the others' -r -f -a "continue\t'They go on'
stop\t'Those that were not begun are left alone'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -l native-only -d 'Refuse partners whose changes the gateway has no operation of its own for'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -l adopt -d 'Take over profiles that this workspace did not make'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -l replace-lost-secret -d 'Replace credentials whose secret is lost, without asking'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand apply" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -l ids -d 'A CSV file with the columns profile, name, application-id, customer-source-id, secret-issued, secret-expires' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l mechanism -d 'How you want to authenticate' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l display-name -d 'The name that people use' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l api -d 'An API that you want to call; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l contact -d 'Whom to write to; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l issuer -d 'The issuer of your tokens (`oidc`, `jwt-bearer`)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l client-id -d 'The client id at the issuer (`oidc`)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l out -d 'Where it is written [default: NAME.ENV.request.jws]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand request" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -l valid -d 'How long it is good [default: 30d, or as long as the one that is out]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand invite" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l dir -d 'The folder of your workspace [default: the one that this folder is in, else this folder]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l operator-key -d 'The SHA-256 of the operator\'s key, as the operator told you by another way' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l replace-operator -d 'The SHA-256 of the operator\'s key so far, where the operator has a new one' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l accept-terms -d 'Accept the terms of use that have this SHA-256' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l by -d 'Who accepts them' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l terms-by -d 'Who will accept them later' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l key -d 'Your private key, instead of a new one; it stays here' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l certificate -d 'Your certificate, and those above it; repeat it for several files' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l subject -d 'The subject of what is made, such as `CN=acme,O=Acme,C=US`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l jwks-uri -d 'Where you publish your keys' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l issuer -d 'The issuer of your tokens, exactly their `iss`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l client-id -d 'The client id of your application at your identity provider' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l claim -d 'A claim that identifies you in your tokens; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l client-secret-file -d 'Where the secret of that application is; it stays here' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l contact -d 'Whom to write to; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l csr -d 'Make a certificate request even where a certificate that is signed with its own key would do'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l offline -d 'Do not look whether the firewall is open'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand accept" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -l partner-key -d 'The SHA-256 of the partner\'s key, as the partner told you by another way; needed when it changed' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -l certificate -d 'A plain certificate, and those above it; repeat it for several files' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -l csr -d 'A plain certificate request' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -l jwks -d 'The address of a key set, or a file with one whose key carries its certificate' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -l recipient -d 'The age recipient that a partner told, for whom its credential is to be sealed' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand receive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -l document -d 'One document alone, by its name' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -l passphrase-file -d 'Where the passphrase is that seals the credential, for partners without a recipient' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -l valid -d 'How long the file is good' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -l terms-open -d 'Hand over in production although nobody has accepted the terms of use yet'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand handover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -l passphrase-file -d 'Where the passphrase is that the operator told you' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -l token-file -d 'A file with an ID token for the first call (`oidc`)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -l offline -d 'Make no call'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand open" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -l document -d 'Only this document, such as `reminder`; may be repeated. A reminder that is asked for does not wait' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -l out -d 'Writes `.eml` files into this folder instead of sending' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -l within -d 'How long before a credential ends its rotation notice goes out' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -l remind-after -d 'How long nothing must have been heard or sent before a reminder goes out' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -l dry-run -d 'Shows who would get what, and sends nothing'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -l again -d 'Sends once more what was sent before'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand notify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -l out -d 'Where it is written [default: stdout]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and not __fish_seen_subcommand_from generate" -f -a "generate" -d 'Makes application IDs of 128 random bits each, in hex'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -l count -d 'How many' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand app-id; and __fish_seen_subcommand_from generate" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -f -a "generate" -d 'Makes a secret; keeps it, shows it, or both'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -f -a "put" -d 'Keeps a secret that exists already'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -f -a "get" -d 'Shows a secret, or its fingerprint'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -f -a "list" -d 'Lists the names of all secrets'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and not __fish_seen_subcommand_from generate put get list remove" -f -a "remove" -d 'Removes a secret after consent'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -l bytes -d 'How many random bytes it has, at least 32' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -l store -d 'Keep it under this name in the secret store' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -l reveal -d 'Show it'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from generate" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -l secret-file -d 'Where it is: a file, `-` for stdin, or `env:NAME`; asked for when absent' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from put" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -l reveal -d 'Show the secret itself; the audit log says so'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand secret; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -f -a "generate" -d 'Makes a private key (PKCS#8), or many of them'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -f -a "show" -d 'Shows the keys in a file, whatever its format; nothing private'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -f -a "convert" -d 'Writes a key in another form'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and not __fish_seen_subcommand_from generate show convert match" -f -a "match" -d 'Says whether keys, requests and certificates belong together'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l type -d 'The type: rsa-2048, rsa-3072, rsa-4096, ec-p256, ec-p384, ec-p521 or ed25519' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l out -d 'Where it is written [default: stdout]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l passphrase-file -d 'Where the passphrase is that protects it' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l count -d 'How many' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l out-dir -d 'The folder for many, as `key-0001.pem` and so on' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l no-passphrase -d 'Protect it by its file\'s mode alone, and do not ask'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from generate" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l to -d 'The new form: `pkcs8`, `pkcs12`, `jwk` (private), or `spki` (the public key)' -r -f -a "pkcs8\t''
pkcs12\t''
jwk\t''
spki\t''"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l out -d 'Where it is written [default: stdout]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l new-passphrase-file -d 'Where the passphrase of the new file is' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l certificate -d 'The certificates for `pkcs12`, the key\'s own first' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l alias -d 'The name of the key in `pkcs12`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l no-passphrase -d 'Protect the new file by its mode alone, and do not ask'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from convert" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand key; and __fish_seen_subcommand_from match" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -f -a "create" -d 'Makes a request for a client certificate, signed by its key'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -f -a "show" -d 'Shows a request: subject in three forms, names, purposes, key'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and not __fish_seen_subcommand_from create show verify" -f -a "verify" -d 'Checks a request: signature, key, lengths, subject'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l key -d 'The private key' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l subject -d 'The subject as in RFC 4514, most specific part first, such as `CN=acme,O=Acme,C=US` [default: what the environment given with `-e` wants]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l preset -d 'What is known of an authority: `bnp-paribas`. It says what the subject must be' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l client-id -d 'The client id that the preset wants in the subject; the bank calls it consumer key' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l dns -d 'A host name; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l email -d 'A mail address; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l uri -d 'A URI; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l ip -d 'An IP address; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l directory-name -d 'A further subject as an alternative name; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l out -d 'Where it is written [default: stdout]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -l subject -d 'What its subject must be, such as `CN=4711-key,O=Acme*,C=*` [default: that of the environment given with `-e`]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand csr; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -f -a "show" -d 'Shows certificates from a file or from a TLS server'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -f -a "verify" -d 'Judges a certificate and its path; exit 7 when it is refused'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -f -a "bundle" -d 'Puts certificates in order, leaf first, without private keys'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -f -a "self-sign" -d 'Makes a client certificate signed by itself, for non-production'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -f -a "ca" -d 'Makes the certificate of a test authority, for non-production'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -f -a "issue" -d 'Issues a client certificate for a request, for non-production'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -f -a "register" -d 'Registers certificates on a partner\'s profile'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -f -a "list" -d 'Lists the certificates of a partner\'s profile'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and not __fish_seen_subcommand_from show verify bundle self-sign ca issue register list remove" -f -a "remove" -d 'Removes a certificate from a partner\'s profile'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -l passphrase-file -d 'Opens PKCS#12: a file, `-`, or `env:NAME`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l intermediates -d 'Further certificates to build the path from' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l roots -d 'The trusted certificates [default: the roots in the files]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l crl -d 'Revocation lists to check against' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l key -d 'The key, request or certificate that it must belong to' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l at -d 'The time that counts, such as `2026-11-21T09:30:00Z` [default: now]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l class -d 'Which rules hold [default: those of the environment, else production]' -r -f -a "production\t''
non-production\t''"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l purpose -d 'What it is used for [default: client; of a server\'s address: server]' -r -f -a "client\t''
server\t''"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l depth -d 'How many authorities the server follows' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l within -d 'How long before its end it should be renewed' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l passphrase-file -d 'Opens PKCS#12 and protected keys: a file, `-`, or `env:NAME`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l strict -d 'Refuse what breaks RFC 5280 and is tolerated by most servers'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l key -d 'The private key for PKCS#12' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l passphrase-file -d 'The passphrase of PKCS#12, read or written: a file, `-`, or `env:NAME`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l key-passphrase-file -d 'Opens the key, when it is protected: a file, `-`, or `env:NAME`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l out -d 'Where it is written [default: stdout]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l with-root -d 'Keep the root, which servers ask for rarely'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l pkcs12 -d 'Write PKCS#12 with the key, for the partner\'s own programs'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from bundle" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l key -d 'The private key' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l subject -d 'Whose it is: `CN=acme,O=Acme,C=US`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l days -d 'How many days it lives' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l dns -d 'A host that it is for' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l email -d 'A mailbox that it is for' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l uri -d 'A resource that it is for' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l ip -d 'An IP address that it is for' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l out -d 'Where it is written [default: stdout]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from self-sign" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -l key -d 'The authority\'s private key' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -l subject -d 'Whose it is: `CN=Acme test authority,O=Acme`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -l days -d 'How many days it lives' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -l out -d 'Where it is written [default: stdout]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from ca" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l ca -d 'The authority\'s certificate' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l ca-key -d 'The authority\'s private key' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l csr -d 'The request' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l days -d 'How many days it lives' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l out -d 'Where it is written [default: stdout]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from register" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand cert; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -f -a "show" -d 'Shows the public key of a file as JWK'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -f -a "set" -d 'Makes a set of public keys, ready to be published'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -f -a "thumbprint" -d 'Shows the thumbprint of the key in a file (RFC 7638)'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and not __fish_seen_subcommand_from show set thumbprint verify" -f -a "verify" -d 'Checks a set of keys: nothing private, distinct names, reachable'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -l kid -d 'Its name: `thumbprint`, `none`, or a text' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -l use -d 'What it is for' -r -f -a "sig\t''
enc\t''"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -l alg -d 'The one algorithm that it is for, such as `ES256`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -l x5c -d 'Add the certificates of the file, leaf first'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l kid -d 'Its name: `thumbprint`, `none`, or a text' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l use -d 'What it is for' -r -f -a "sig\t''
enc\t''"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l alg -d 'The one algorithm that it is for, such as `ES256`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l out -d 'Where it is written [default: stdout]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l x5c -d 'Add the certificates of the file, leaf first'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from thumbprint" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -l ca -d 'Authorities to trust besides the system\'s, as PEM' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwk; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -f -a "assert" -d 'Signs an assertion for a token endpoint (RFC 7523)'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -f -a "decode" -d 'Shows header and claims of a token without verifying it'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and not __fish_seen_subcommand_from assert decode verify" -f -a "verify" -d 'Verifies a token: key, algorithm, times, issuer, audience'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l partner -d 'The partner: its record and the secret store say what the flags leave open' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l key -d 'The private key' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l issuer -d '`iss`: the client id at most servers' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l subject -d '`sub` [default: the issuer]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l audience -d '`aud`: the server\'s issuer identifier; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l ttl -d 'How long it is good' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l purpose -d 'What it is for: `grant` or `client-authentication`' -r -f -a "grant\t''
client-authentication\t''"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l alg -d 'The algorithm [default: by the type of the key]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l kid -d 'How the key is named: `auto` (thumbprint), `none`, or a text' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l x5t -d 'The certificate for `x5t` and `x5t#S256`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l x5c -d 'The certificates for `x5c`, leaf first' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l claim -d 'A further claim; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l typ -d '`typ`, when it must be another than the purpose\'s' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l anyway -d 'Sign it although a server will refuse it'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from assert" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l key -d 'The public key: a key, certificate or JWK' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l jwks -d 'A set of keys' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l issuer -d 'The issuer, whose keys are found by its metadata; it must be the token\'s' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l audience -d 'The audience that must be among the token\'s' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l alg -d 'An algorithm that is accepted; repeat it for several [default: those of the key]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l typ -d 'What the header\'s `typ` must be, so that no token of another kind passes' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l leeway -d 'How far clocks may differ' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l at -d 'The time at which it must be good [default: now]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l ca -d 'Authorities to trust besides the system\'s when keys are fetched, as PEM' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and not __fish_seen_subcommand_from get" -f -a "get" -d 'Gets an access token, and prints it alone'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l partner -d 'The partner: its record and the secret store say the rest' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l token-url -d 'The token endpoint' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l issuer -d 'The authorization server as it names itself; its metadata name the token endpoint (RFC 8414)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l client-id -d 'The client id' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l client-secret-file -d 'Where the client secret is' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l secret-in -d 'Where id and secret stand in the request [default: header]' -r -f -a "header\t'In the `Authorization` header'
body\t'In the body'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l key -d 'The private key' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l cert -d 'The client certificate with its intermediate certificates; repeat it for several files' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l grant -d 'The grant: `client-credentials`, or `jwt-bearer` with an assertion [default: by what is given]' -r -f -a "client-credentials\t'For the client itself'
jwt-bearer\t'With an assertion'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l assertion-file -d 'An assertion that was made before, for the JWT bearer grant' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l subject -d '`sub` of the assertion [default: the client id]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l audience -d '`aud` of the assertion [default: the issuer]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l ttl -d 'How long the assertion is good [default: 300s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l kid -d 'How the assertion names the key: `auto` (thumbprint), `none`, or a text [default: auto]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l claim -d 'A claim of the assertion or of the gateway\'s JWT; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l preset -d 'What is known of a server: `bnp-paribas:production`, `:pre-production` or `:staging`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l gateway -d 'The root of the gateway\'s addresses' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l token-file -d 'The ID token, or with `call` any token, that was got before' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l api-key-file -d 'Where the API key is by which the gateway knows the partner' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l user -d 'A user of the gateway, for a JWT without claims' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l password-file -d 'Where the user\'s password is' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l application -d 'The application that the user\'s JWT is about' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l scope -d 'A scope to ask for; repeat it for several [default: those of the record, or what the client may have]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l resource -d 'The API that the token is for (RFC 8707)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l ca -d 'Authorities to trust besides the system\'s, as PEM' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l gateway-jwt -d 'Get a JWT that the gateway signs'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l exchange -d 'Exchange an ID token at the gateway'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l no-cache -d 'Get a new token, and keep none'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand token; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l api -d 'The API that the path is below, when it is not the first' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l data -d 'A file to send, or `-` for stdin' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l header -d 'A header to send; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l payload -d 'Fill in `appId` and the other payload fields, as the operation wants them [default operation: the end of the path]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l app-id -d 'The application ID for `--payload` [default: that of the record]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l customer-source-id -d 'The customer source identifier for `--payload` [default: that of the record]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l api-key-header -d 'The header that carries the API key' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l partner -d 'The partner: its record and the secret store say the rest' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l token-url -d 'The token endpoint' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l issuer -d 'The authorization server as it names itself; its metadata name the token endpoint (RFC 8414)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l client-id -d 'The client id' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l client-secret-file -d 'Where the client secret is' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l secret-in -d 'Where id and secret stand in the request [default: header]' -r -f -a "header\t'In the `Authorization` header'
body\t'In the body'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l key -d 'The private key' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l cert -d 'The client certificate with its intermediate certificates; repeat it for several files' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l grant -d 'The grant: `client-credentials`, or `jwt-bearer` with an assertion [default: by what is given]' -r -f -a "client-credentials\t'For the client itself'
jwt-bearer\t'With an assertion'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l assertion-file -d 'An assertion that was made before, for the JWT bearer grant' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l subject -d '`sub` of the assertion [default: the client id]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l audience -d '`aud` of the assertion [default: the issuer]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l ttl -d 'How long the assertion is good [default: 300s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l kid -d 'How the assertion names the key: `auto` (thumbprint), `none`, or a text [default: auto]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l claim -d 'A claim of the assertion or of the gateway\'s JWT; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l preset -d 'What is known of a server: `bnp-paribas:production`, `:pre-production` or `:staging`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l gateway -d 'The root of the gateway\'s addresses' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l token-file -d 'The ID token, or with `call` any token, that was got before' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l api-key-file -d 'Where the API key is by which the gateway knows the partner' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l user -d 'A user of the gateway, for a JWT without claims' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l password-file -d 'Where the user\'s password is' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l application -d 'The application that the user\'s JWT is about' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l scope -d 'A scope to ask for; repeat it for several [default: those of the record, or what the client may have]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l resource -d 'The API that the token is for (RFC 8707)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l ca -d 'Authorities to trust besides the system\'s, as PEM' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l passphrase-file -d 'Where the passphrase of the key is [default: asked for]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l include -d 'Print status and headers, too'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l gateway-jwt -d 'Get a JWT that the gateway signs'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l exchange -d 'Exchange an ID token at the gateway'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l no-cache -d 'Get a new token, and keep none'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -f -a "create" -d 'Makes the partner\'s profile, or brings it up to date'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -f -a "show" -d 'Shows the partner\'s profile as the gateway has it'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -f -a "list" -d 'Lists the profiles of this workspace on the gateway'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -f -a "suspend" -d 'Refuses the partner\'s calls until `profile resume`'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -f -a "resume" -d 'Lets the calls of a suspended partner through again'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and not __fish_seen_subcommand_from create show list suspend resume delete" -f -a "delete" -d 'Removes the partner\'s profile with its credentials'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -l adopt -d 'Take over a profile that this workspace did not make'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -l plan -d 'Save what it would do as a plan, for `apply` to carry out' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from suspend" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -l plan -d 'Save what it would do as a plan, for `apply` to carry out' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -l confirm -d 'The name once more, in place of typing it' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -l plan -d 'Save what it would do as a plan, for `apply` to carry out' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand profile; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -f -a "login" -d 'Tries the admin API\'s password and keeps it as a secret'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -f -a "test" -d 'Signs in at the admin API and compares clocks'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -f -a "capabilities" -d 'Lists what can be done on the gateway, from a probe'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and not __fish_seen_subcommand_from login test capabilities raw" -f -a "raw" -d 'Sends an authenticated request to the admin API'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -l secret-file -d 'Where the password comes from: a file, `-` for stdin, or `env:NAME`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -l identity -d 'Sign in at the environment\'s `identity`, not at its gateway'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from login" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from capabilities" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -l data -d 'A JSON file to send, or `-` for stdin' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -l reveal -d 'Print secrets in the answer, too'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand gateway; and __fish_seen_subcommand_from raw" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -f -a "list" -d 'Lists the steps of a partner, and who must act next'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -f -a "done" -d 'Marks a step as done, with who says so and what was seen'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and not __fish_seen_subcommand_from list done reopen" -f -a "reopen" -d 'Opens a step again, whatever the facts say'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -l by -d 'Who says so: a person on either side' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -l evidence -d 'What was seen: a file, kept by name and SHA-256, or a text' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -l value -d 'The value that the step established, such as the customer source identifier' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from done" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -l why -d 'Why' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand step; and __fish_seen_subcommand_from reopen" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -f -a "show" -d 'Shows the record of a partner in an environment'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and not __fish_seen_subcommand_from show list" -f -a "list" -d 'Lists the records of all environments, or of one'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand record; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -f -a "show" -d 'Shows who did what and when, oldest first'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -f -a "verify" -d 'Checks that no line of the audit log was changed'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l head -d 'The hash of a line that was the last one once; ends with 7 when it is no longer in the log' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -f -a "render" -d 'Writes the Junos statements of a firewall\'s JIMS client'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and not __fish_seen_subcommand_from render check" -f -a "check" -d 'Checks that JIMS would serve a firewall; exit 7 when not'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l release -d 'The Junos release of the firewall, such as `24.4R1`' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l partner -d 'The partner whose client id, secret and token host are used' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l primary -d 'The primary server: host name, or IPv4 address' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l client-id -d 'The client id at the primary server' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l client-secret-file -d 'Where the client secret at the primary server is' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l secondary -d 'The secondary server' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l secondary-client-id -d 'The client id at the secondary server' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l secondary-client-secret-file -d 'Where the client secret at the secondary server is' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l validator -d 'The web server of JIMS that answers single queries (`jims-validator`)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l validator-port -d 'Its port [default: 591, which the firewall takes]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l validator-client-id -d 'The client id there' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l validator-client-secret-file -d 'Where the client secret there is' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l ca-profile -d 'The profile of the servers\' authority (23.2 and later)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l ca-certificate -d 'The file of the authority on the firewall (up to 24.2)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l ca-identity -d 'The authority\'s identifier in the profile [default: the profile\'s name]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l ca-file -d 'Where the authority\'s certificate lies on the firewall, to load it [default: /var/tmp/NAME.pem]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l revocation -d 'How the profile learns of revoked certificates [default: disable]' -r -f -a "disable\t''
use-crl\t''
use-ocsp\t''"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l server-validity-check-interval -d 'How often revocation is looked at again, in minutes (23.2 and later)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l connect-method -d '`http` is for debugging [default: https]' -r -f -a "https\t''
http\t''"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l port -d 'The port of both servers [default: 443, which the firewall takes]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l token-api -d 'The path where tokens are had, such as `oauth_token/oauth` (not confirmed by Juniper\'s public text)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l query-api -d 'The path of queries, such as `user_query/v2` (not confirmed by Juniper\'s public text)' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l source -d 'The firewall\'s address that queries come from' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l interface -d 'The interface that queries leave by' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l routing-instance -d 'The routing instance that queries leave by; it must exist' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l host-map -d 'A name that the firewall\'s DNS lacks; repeat it for several' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l include-ip -d 'Ask about these addresses alone: address book and set' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l exclude-ip -d 'Do not ask about these addresses' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l filter-domain -d 'Ask about users of this domain; repeat it for up to 20' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l batch-items -d 'Users in one answer, 100 to 1000' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l batch-interval -d 'Seconds between two questions, 1 to 60' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l ip-query-delay -d 'Seconds until a single address is asked about, 0 to 60' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l max-connections -d 'Parallel connections, 1 to 20' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l auth-timeout -d 'Minutes that an entry lives: 0, or 10 to 1440' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l invalid-auth-timeout -d 'Minutes that an entry without a user lives: 0, or 10 to 1440' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l format -d 'The written form [default: set]' -r -f -a "set\t''
text\t''"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l out -d 'Where it is written [default: stdout]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l no-ip-query -d 'Never ask about single addresses'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l preserve-valid-user -d 'An answer without a user leaves the known one'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l replace -d 'Replace the file if it is there'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l reveal -d 'Show the client secret'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from render" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l primary -d 'The primary server as the firewall is configured, with its port if that differs' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l secondary -d 'The secondary server' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l ca -d 'The authority\'s certificate; nobody else is trusted' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l client-id -d 'The client id' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l client-secret-file -d 'Where the client secret is' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l secondary-client-id -d 'The client id at the secondary server [default: that of the primary one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l secondary-client-secret-file -d 'Where the client secret at the secondary server is [default: that of the primary one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l port -d 'The port of both servers [default: 443]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l token-api -d 'The path where tokens are had [default: `oauth_token/oauth`, not confirmed]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l query-api -d 'The path that is queried with the token, such as `user_query/v2` [default: no query]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l secret-in -d 'Where id and secret stand in the request [default: header]' -r -f -a "header\t'In the `Authorization` header'
body\t'In the body'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l status -d 'The firewall\'s status output to read, instead of a check from here' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand srx; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -l fixed -d 'A script that never asks partnerctl: it knows commands and flags, but no names. For packages'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completions" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -l fixed -d 'A script that never asks partnerctl: it knows commands and flags, but no names. For packages'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand completion" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand man" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand schema" -s h -l help -d 'Print help'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -s w -l workspace -d 'The workspace folder [default: found by walking up from here]' -r -F
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -s e -l environment -d 'The environment [default: that of the workspace, or the only one]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -s o -l output -d 'How the answer is written [default: table]' -r -f -a "table\t'For people'
json\t'One JSON document'
yaml\t'One YAML document'
name\t'Names alone, one per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -l timeout -d 'How long one answer of a server may take, such as `90s` [default: 30s]' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -l log-format -d 'How the talk on stderr is written [default: text]' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -l change -d 'A ticket number for audit log and record' -r
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -s q -l quiet -d 'Say nothing but warnings and errors'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -s v -l verbose -d 'Say more'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -l no-input -d 'Never ask: a missing value is an error that names its flag'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -s y -l yes -d 'Answer questions for consent with yes'
complete -c partnerctl -n "__fish_partnerctl_using_subcommand version" -s h -l help -d 'Print help'
