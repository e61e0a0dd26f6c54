//! The reference pages say what the program does, and the program does what they say.
//! `UPDATE_REFERENCE=1 cargo test -p osd --test contract reference` writes those that are made.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::Value;

use crate::{
    facts::{
        ALPHA, APPLE, BETA, DIFFERS, GARBLED, NEW_SQUARE, NO_TABLE, NOTICE, ODD, OLD_SQUARE, STUB,
        TEXT, delta, everything, history,
    },
    http::Server,
    osd::Osd,
    schema,
};

/// Answers that the API gives as well: file, command, component of the API, whether it is a list.
const SHARED: [(&str, &str, &str, bool); 33] = [
    ("gaps", "osd gaps", "GapsAnswer", false),
    ("schedules", "osd schedules", "SchedulesAnswer", false),
    ("work", "osd work", "WorkListAnswer", false),
    ("work-item", "osd work show", "WorkAnswer", false),
    ("work-kinds", "osd work kinds", "WorkKindsAnswer", false),
    ("work-ordered", "osd work retry", "OrderedAnswer", false),
    ("work-workers", "osd work workers", "WorkersAnswer", false),
    ("movers", "osd movers", "MoversAnswer", false),
    ("search", "osd search", "SearchAnswer", false),
    ("period", "osd periods PERIOD", "PeriodDetailAnswer", false),
    ("status", "osd status", "StatusAnswer", false),
    ("bridge", "osd portfolio --bridge", "BridgeAnswer", false),
    ("changes", "osd changes", "ChangesAnswer", false),
    ("history", "osd history", "HistoryAnswer", false),
    (
        "included-managers",
        "osd portfolio --by manager",
        "IncludedManagersAnswer",
        false,
    ),
    ("issuer", "osd issuer", "IssuerAnswer", false),
    (
        "issuers",
        "osd portfolio --by issuer",
        "IssuersAnswer",
        false,
    ),
    ("security", "osd security", "SecurityAnswer", false),
    (
        "security-history",
        "osd history --security",
        "SecurityHistoryAnswer",
        false,
    ),
    ("quality", "osd quality", "QualityListAnswer", false),
    (
        "quality-totals",
        "osd quality --totals",
        "QualityTotalAnswer",
        true,
    ),
    ("check", "osd check", "EraAnswer", true),
    (
        "check-coverage",
        "osd check --coverage",
        "CoverageAnswer",
        true,
    ),
    (
        "check-filings",
        "osd check --filings",
        "FilingsAnswer",
        false,
    ),
    ("filing", "osd filing", "FilingAnswer", false),
    ("filing-lines", "osd filing --lines", "LinesAnswer", false),
    ("holders", "osd holders", "HoldersAnswer", false),
    ("managers", "osd managers", "ManagersAnswer", false),
    ("periods", "osd periods", "PeriodsAnswer", false),
    ("portfolio", "osd portfolio", "PortfolioAnswer", false),
    ("snapshots", "osd snapshots", "SnapshotsAnswer", false),
    ("ticker", "osd ticker", "TickerAnswer", false),
    ("successions", "osd successions", "SuccessionsAnswer", false),
];

fn page(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    folder.join(name)
}

#[track_caller]
fn read(name: &str) -> String {
    let path = page(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_schema(name: &str) -> Value {
    serde_json::from_str(&read(&format!("{name}.schema.json"))).unwrap()
}

/// Holds a page that is made to what it is made from.
#[track_caller]
fn assert_is_made(name: &str, made: &Value) {
    let made = serde_json::to_string_pretty(made).unwrap() + "\n";
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        fs::write(page(name), &made).unwrap();
    }
    assert_eq!(
        read(name),
        made,
        "docs/reference/{name} is out of date: UPDATE_REFERENCE=1 writes it anew"
    );
}

#[test]
fn schemas_are_what_the_api_says() {
    for (name, command, component, is_list) in SHARED {
        let schema = schema::of_answer(command, component, is_list);
        assert_is_made(&format!("{name}.schema.json"), &schema);
    }
}

#[test]
fn the_openapi_page_is_what_the_server_says() {
    let contract = serde_json::to_value(osd_api::openapi()).unwrap();
    assert_is_made("openapi.json", &contract);
}

/// The bundled sample, which the documentation's examples are of.
fn sample() -> Osd {
    let osd = Osd::facing_folder(&osd_testkit::sample::folder().join("edgar"));
    osd.ingest("--from 1998Q1 --to 2025Q4").ok();
    osd
}

#[test]
fn every_example_of_the_contract_is_answered() {
    let osd = sample();
    let server = Server::with_admin(&osd);
    // That of the admin listener has all that there is.
    let contract = server.admin_get("/api/openapi.json").json();
    let mut asked = 0;
    let paths = contract["paths"].as_object().unwrap().iter();
    for (path, item) in paths.filter(|(_, item)| item["get"].is_object()) {
        let parameters = item["get"]["parameters"].as_array().cloned();
        let parameters = parameters.unwrap_or_default();
        let example = |parameter: &Value| match &parameter["example"] {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Array(all) => Some(all[0].as_str().unwrap().to_owned()),
            _ => None,
        };
        let mut address = path.clone();
        for parameter in parameters.iter().filter(|one| one["in"] == "path") {
            let name = parameter["name"].as_str().unwrap();
            let example = example(parameter).unwrap_or_else(|| panic!("{path}: {name}"));
            address = address.replace(&format!("{{{name}}}"), &example);
        }
        let (needed, others): (Vec<&Value>, Vec<&Value>) = parameters
            .iter()
            .filter(|one| one["in"] == "query")
            .partition(|one| one["required"] == true);
        let pair = |one: &&Value| {
            let name = one["name"].as_str().unwrap();
            Some(format!("{name}={}&", example(one)?.replace(' ', "+")))
        };
        // What must be there is in every question; of the others one at a time.
        let needed: String = needed
            .iter()
            .map(|one| pair(one).expect("an example"))
            .collect();
        let one_more = others.iter().filter_map(pair);
        for query in std::iter::once(String::new()).chain(one_more) {
            let query = format!("?{needed}{query}");
            let response = server.admin_get(&format!("{address}{query}"));
            assert_eq!(response.status, 200, "{address}{query}: {response:?}");
            asked += 1;
        }
    }
    assert!(asked > 80, "{asked}");
}

#[test]
fn every_example_of_the_guide_is_answered() {
    let osd = sample();
    let server = Server::of(&osd);
    let guide = fs::read_to_string(page("../guide/api.md")).unwrap();
    let mut asked = 0;
    for line in guide.lines().filter(|line| line.starts_with("curl ")) {
        let address = line
            .split('\'')
            .find(|part| part.starts_with("http"))
            .expect(line);
        let path = address.strip_prefix("http://localhost:8000").expect(line);
        let header = line
            .split("-H '")
            .nth(1)
            .and_then(|rest| rest.split('\'').next());
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{line}: {answer:?}");
        let tag = answer.headers["etag"].clone();
        let header = header.unwrap_or_default().replace("W/\"…\"", &tag);
        let expected = if header.contains("None-Match") {
            304
        } else {
            200
        };
        assert_eq!(server.ask("GET", path, &header).status, expected, "{line}");
        asked += 1;
    }
    assert!(asked >= 14, "{asked}");
}

#[test]
fn answers_are_what_the_schemas_say() {
    let osd = everything();
    let backup = osd.home().with_file_name("osd.backup");
    let elsewhere = osd.home().with_file_name("elsewhere");
    let (backup, elsewhere) = (backup.display(), elsewhere.display());
    let cases = [
        ("portfolio", format!("portfolio {ALPHA} 2024Q2")),
        (
            "portfolio",
            format!("portfolio {ALPHA} 2024Q1 --as-of 2024-06-30"),
        ),
        ("portfolio", format!("portfolio {BETA} 2024Q1")),
        ("bridge", format!("portfolio {ALPHA} 2024Q2 --bridge")),
        ("changes", format!("changes {ALPHA} 2024Q2")),
        ("changes", format!("changes {BETA} 2024Q2")),
        ("history", format!("history {ALPHA}")),
        ("history", format!("history {BETA} --as-of 2024-08-15")),
        (
            "included-managers",
            format!("portfolio {ALPHA} 2024Q2 --by manager"),
        ),
        ("issuers", format!("portfolio {ALPHA} 2024Q2 --by issuer")),
        ("issuers", format!("portfolio {BETA} 2024Q1 --by issuer")),
        ("issuer", "issuer 037833 2024Q2".to_owned()),
        ("security", format!("security {APPLE}")),
        (
            "security-history",
            format!("history {BETA} --security {APPLE}"),
        ),
        (
            "security-history",
            format!("history {ALPHA} --security {APPLE}"),
        ),
        ("quality", "quality".to_owned()),
        ("quality-totals", "quality --totals".to_owned()),
        ("holders", format!("holders {APPLE} 2024Q2")),
        (
            "holders",
            format!("holders {APPLE} 2024Q2 --as-of 2024-08-13"),
        ),
        ("ticker", "ticker aapl".to_owned()),
        ("managers", "managers".to_owned()),
        ("managers", "managers --period 2024Q1".to_owned()),
        ("filing", format!("filing {DIFFERS}")),
        ("filing-lines", format!("filing {ODD} --lines")),
        ("filing", format!("filing {NOTICE}")),
        ("filing-lines", format!("filing {TEXT} --lines")),
        ("filing", format!("filing {GARBLED}")),
        ("filing", format!("filing {STUB}")),
        ("filing", format!("filing {NO_TABLE}")),
        ("periods", "periods".to_owned()),
        ("period", "periods 2024Q2".to_owned()),
        ("movers", "movers 2024Q2".to_owned()),
        ("search", "search apple".to_owned()),
        ("status", "status".to_owned()),
        ("snapshots", "snapshots".to_owned()),
        ("successions", "successions".to_owned()),
        ("portfolio", format!("portfolio {NEW_SQUARE} --merged")),
        ("changes", format!("changes {NEW_SQUARE} 2024Q2 --merged")),
        ("history", format!("history {OLD_SQUARE} --merged")),
        ("gaps", "gaps".to_owned()),
        ("schedules", "schedules".to_owned()),
        ("work", "work".to_owned()),
        ("work-item", "work show 1".to_owned()),
        ("work-kinds", "work kinds".to_owned()),
        ("work-ordered", "work retry --failed".to_owned()),
        ("work-ordered", "work pause fetch read".to_owned()),
        ("work-kinds", "work kinds".to_owned()),
        ("work-ordered", "work drain".to_owned()),
        ("work-ordered", "work resume".to_owned()),
        ("work-workers", "work workers".to_owned()),
        ("check", "check".to_owned()),
        ("check-coverage", "check --coverage".to_owned()),
        ("check-filings", "check --filings".to_owned()),
        ("check-filings", "check --below A".to_owned()),
        ("rebuild", "rebuild".to_owned()),
        ("migrate", "migrate".to_owned()),
        ("alarms", "alarms".to_owned()),
        ("verify", "verify".to_owned()),
        ("backup", format!("backup {backup}")),
        ("restore", format!("restore {backup} --into {elsewhere}")),
        ("doctor", "doctor".to_owned()),
        (
            "doctor",
            format!("doctor --edgar {}", osd.edgar().display()),
        ),
        (
            "ingest",
            format!("ingest --from 2024Q1 --edgar {}", osd.edgar().display()),
        ),
    ];
    for (name, words) in &cases {
        let faults = schema::faults(&read_schema(name), &osd.json(words));
        assert!(faults.is_empty(), "{words}: {faults:#?}");
    }
    let checked: BTreeSet<&str> = cases.iter().map(|(name, _)| *name).collect();
    let pages = fs::read_dir(page("")).unwrap().map(Result::unwrap);
    let pages: BTreeSet<String> = pages
        .filter_map(|file| {
            let name = file.file_name().into_string().ok()?;
            Some(name.strip_suffix(".schema.json")?.to_owned())
        })
        .collect();
    assert!(pages.iter().map(String::as_str).eq(checked), "{pages:?}");
}

#[test]
fn what_was_not_done_is_in_the_schemas_too() {
    let filings = delta();
    let osd = Osd::facing(&filings);
    fs::remove_file(osd.mirror().submission_path(&filings[0])).unwrap();
    let ended = osd.ingest("--format json").fails_naming(DIFFERS);
    assert_eq!(
        schema::faults(&read_schema("ingest"), &ended.json()),
        [""; 0]
    );
    let rows = osd.json("check --filings");
    assert_eq!(rows["filings"][0]["state"], "discovered");
    assert_eq!(
        schema::faults(&read_schema("check-filings"), &rows),
        [""; 0]
    );
    let never = osd.json("migrate");
    assert_eq!(schema::faults(&read_schema("migrate"), &never), [""; 0]);
    let fresh = Osd::new().json("migrate");
    assert_eq!(schema::faults(&read_schema("migrate"), &fresh), [""; 0]);
}

#[test]
fn a_field_that_is_missing_or_of_another_kind_is_a_fault() {
    let history = history();
    let osd = Osd::with(&history);
    let portfolio = osd.json(&format!("portfolio {ALPHA} 2024Q1"));
    let faults_with = |change: fn(&mut Value)| {
        let mut changed = portfolio.clone();
        change(&mut changed);
        schema::faults(&read_schema("portfolio"), &changed)
    };
    assert_eq!(faults_with(|_| {}), [""; 0]);
    let missing = faults_with(|answer| {
        answer["positions"][0]
            .as_object_mut()
            .unwrap()
            .remove("previous_value");
    });
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert!(missing[0].contains("previous_value"), "{missing:?}");
    let text = faults_with(|answer| answer["totals"]["value"] = "9700".into());
    assert!(
        text.len() == 1 && text[0].contains("/totals/value"),
        "{text:?}"
    );
    let day = faults_with(|answer| answer["filings"][0]["filed"] = "15 May 2024".into());
    assert!(
        day.len() == 1 && day[0].contains("/filings/0/filed"),
        "{day:?}"
    );
}

#[test]
fn every_command_and_option_has_its_place_on_the_page() {
    let osd = Osd::new();
    let cli = read("cli.md");
    let section = |heading: &str| {
        let (_, rest) = cli
            .split_once(&format!("\n## {heading}\n"))
            .unwrap_or_else(|| panic!("cli.md has no section {heading}"));
        rest.split("\n## ").next().unwrap()
    };
    let everywhere = section("Everywhere");
    let help = osd.run("help").ok().stdout;
    let commands = commands_in(&help);
    assert_eq!(commands.len(), 35, "{help}");
    for command in commands {
        let told = section(&format!("osd {command}"));
        let mut help = osd.run(&format!("help {command}")).ok().stdout;
        for below in commands_in(&help.clone()) {
            help += &osd.run(&format!("help {command} {below}")).ok().stdout;
        }
        for word in declared(&help) {
            let code = |page: &str| page.contains(&format!("`{word}"));
            assert!(code(told) || code(everywhere), "osd {command}: {word}");
        }
        for word in told
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|word| word.starts_with("--"))
        {
            let option = word.split(' ').next().unwrap();
            assert!(help.contains(option), "osd {command} has no {option}");
        }
    }
}

/// The commands that a page of help lists.
fn commands_in(help: &str) -> Vec<&str> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .map_while(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| *name != "help")
        .collect()
}

/// The options, arguments and environment variables that a page of help declares.
fn declared(help: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for line in help.lines() {
        let line = line.trim_start();
        let option = line.strip_prefix("-v, ").or(line.strip_prefix("-h, "));
        let option = option.or(line.strip_prefix("-V, ")).unwrap_or(line);
        if option.starts_with("--") {
            let name = option.split([' ', '.']).next().unwrap();
            words.insert(name.to_owned());
        }
        if let Some(variable) = line.strip_prefix("[env: ") {
            words.insert(variable.split('=').next().unwrap().to_owned());
        }
        let argument = line.strip_prefix('<').or(line.strip_prefix('['));
        if let Some(name) = argument.and_then(|rest| rest.strip_suffix(['>', ']']))
            && name.bytes().all(|byte| byte.is_ascii_uppercase())
        {
            words.insert(name.to_owned());
        }
    }
    words
}

#[test]
fn the_columns_of_csv_are_on_the_page() {
    let osd = everything();
    let cli = read("cli.md");
    for words in [
        format!("portfolio {ALPHA}"),
        format!("portfolio {ALPHA} 2024Q2 --bridge"),
        format!("changes {ALPHA} 2024Q2"),
        format!("history {ALPHA}"),
        format!("history {ALPHA} --security {APPLE}"),
        format!("portfolio {ALPHA} 2024Q2 --by manager"),
        format!("portfolio {ALPHA} 2024Q2 --by issuer"),
        format!("security {APPLE}"),
        "issuer 037833".to_owned(),
        "quality".to_owned(),
        "quality --totals".to_owned(),
        "journal".to_owned(),
        format!("holders {APPLE}"),
        "ticker aapl".to_owned(),
        "managers".to_owned(),
        format!("filing {DIFFERS}"),
        format!("filing {DIFFERS} --lines"),
        "periods".to_owned(),
        "periods 2024Q2".to_owned(),
        "movers".to_owned(),
        "search apple".to_owned(),
        "status".to_owned(),
        "snapshots".to_owned(),
        "successions".to_owned(),
        "gaps".to_owned(),
        "schedules".to_owned(),
        "work".to_owned(),
        "work show 1".to_owned(),
        "work kinds".to_owned(),
        "work workers".to_owned(),
        "work retry --failed".to_owned(),
        "check".to_owned(),
        "check --coverage".to_owned(),
        "check --filings".to_owned(),
        "rebuild".to_owned(),
        "migrate".to_owned(),
        "doctor".to_owned(),
        "alarms".to_owned(),
        "verify".to_owned(),
        format!(
            "backup {}",
            osd.home().with_file_name("osd.backup").display()
        ),
        format!("ingest --from 2024Q1 --edgar {}", osd.edgar().display()),
    ] {
        let ended = osd.run(&format!("{words} --format csv")).ok();
        let columns = format!("\n{}\n", ended.header());
        assert!(cli.contains(&columns), "osd {words}: {columns}");
    }
}
