"""Configurations: the ones we ship are sound, and every mistake names its file, line, key and what belongs there."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from pipelines.settings import ConfigError, Settings, SiteSettings, json_schema, load
from writethru.access import Access
from writethru.polling import PollPolicy
from writethru.sites import SiteRules

CONFIGS = Path(__file__).parents[2] / "configs"
ACCESS = "feeds:\n  - url: https://gazette.example/rss\n    %s\ndata: out\n"
SOUND = "feeds:\n  - url: https://gazette.example/rss\ndata: out\n"


def written(tmp_path, text):
    path = tmp_path / "gazette.yaml"
    path.write_text(text, encoding="utf8")
    return path


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.name)
def test_the_configurations_we_ship_are_sound(path):
    assert load(path).feeds


def test_quickstart_shows_every_key_with_its_default():
    shown, default = load(CONFIGS / "quickstart.yaml"), Settings(feeds=({"url": "https://a.example"},), data=".")
    for name in ("outputs", "repeats", "recurring", "fetch", "polling"):
        assert getattr(shown, name) == getattr(default, name)
    text = (CONFIGS / "quickstart.yaml").read_text()
    for section in (Settings, type(default.fetch), type(default.polling), SiteSettings):
        assert all(f"{key}:" in text for key in section.model_fields)


def test_the_published_schema_is_that_of_the_code():
    assert json.loads((CONFIGS / "settings.schema.json").read_text()) == json_schema()


def test_paths_are_taken_from_the_folder_of_the_file(tmp_path):
    assert load(written(tmp_path, SOUND)).catalog == tmp_path / "out" / "catalog.sqlite"


def test_every_setting_reaches_the_policy_that_it_is_for(tmp_path):
    settings = load(
        written(
            tmp_path,
            SOUND + "fetch: {deadline: 7, delay: 1, contact: 'mailto:desk@gazette.example', robots: false, "
            "allow_hosts: [localhost]}\n"
            "polling: {gone_looks: 1, missing_looks: 5, confirm_looks: 1, quickest_minutes: 5, slowest_days: 2}\n",
        )
    )
    fetch = settings.fetch_policy()
    assert (fetch.deadline, fetch.delay, fetch.robots, fetch.allow_hosts) == (7, 1, False, ("localhost",))
    assert "mailto:desk@gazette.example" in fetch.user_agent
    changed = settings.poll_policy()
    assert {
        field.name for field in fields(PollPolicy) if getattr(changed, field.name) == getattr(PollPolicy(), field.name)
    } == {"missing_span"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SOUND + "fetch:\n  delya: 3\n", "gazette.yaml:5: fetch.delya: unknown key; expected one of deadline, delay"),
        (SOUND + "fetch:\n  delay: soon\n", "gazette.yaml:5: fetch.delay: expected a valid number"),
        (SOUND + "fetch:\n  delay: -1\n", "gazette.yaml:5: fetch.delay: expected greater than or equal to 0"),
        (SOUND + "outputs: [jsonl, csv]\n", "gazette.yaml:4: outputs[1]: expected 'jsonl', 'jsonl.zst' or 'parquet'"),
        (SOUND + "catalogue: x\n", "gazette.yaml:4: catalogue: unknown key; expected one of feeds, data"),
        ("feeds:\n  - url: gazette.example/rss\ndata: out\n", "gazette.yaml:2: feeds[0].url: expected an http"),
        ("feeds:\n  - title: Gazette\ndata: out\n", "gazette.yaml:2: feeds[0].url: required, but missing"),
        ("feeds: []\ndata: out\n", "gazette.yaml:1: feeds: expected at least one"),
        ("feeds:\n  - url: https://a.example\n", "gazette.yaml:1: data: required, but missing"),
        (SOUND + "data: twice\n", "gazette.yaml:4: data: stands here a second time"),
        ("feeds:\n  - url: [\n", "gazette.yaml:3: not valid YAML"),
        (SOUND + "repeats: !drop x\n", "gazette.yaml:4: not valid YAML"),
        (SOUND + "fetch: {? [a] : 1}\n", "gazette.yaml:4: not valid YAML"),
        ("feeds: &a [*a]\ndata: x\n", "gazette.yaml:1: feeds"),
        ("feeds:\n  - url: http://exa mple/rss\ndata: x\n", "gazette.yaml:2: feeds[0].url: expected an http"),
        (SOUND.replace("out", "2024-13-45"), "gazette.yaml: not valid YAML"),
        (SOUND + "polling: {slowest_days: .inf}\n", "gazette.yaml:4: polling.slowest_days: expected less than"),
        (
            SOUND + "sites:\n  a.example:\n    remove: [.tip, 'p[']\n",
            "gazette.yaml:6: sites.a.example.remove[1]: expected a CSS",
        ),
        (
            SOUND + "sites:\n  a.example:\n    drop: [.tip]\n",
            "gazette.yaml:6: sites.a.example.drop: unknown key; expected one",
        ),
        (SOUND + "sites:\n  https://a.example: {}\n", "gazette.yaml:5: sites.https://a.example: expected a host, such"),
        (
            SOUND + "sites:\n  a.example: {content: .story}\n",
            "gazette.yaml:5: sites.a.example.content: expected a list",
        ),
        ("feeds:\ndata: out\n", "gazette.yaml:1: feeds: expected a list"),
        (ACCESS % "auth: basic", "gazette.yaml:3: feeds[0].auth: expected a mapping"),
        (ACCESS % "headers: [a]", "gazette.yaml:3: feeds[0].headers: expected a mapping"),
        (ACCESS % "content: text", "gazette.yaml:3: feeds[0].content: expected 'page' or 'feed'"),
        (SOUND + "archive: 5\n", "gazette.yaml:4: archive: expected a folder"),
        (SOUND + "archive: gazette.yaml\n", "gazette.yaml:4: archive: expected a folder, not a file"),
        (SOUND.replace("out", "gazette.yaml"), "gazette.yaml:3: data: expected a folder, not a file"),
        (SOUND + "fetch: {robots: maybe}\n", "gazette.yaml:4: fetch.robots: expected 'pages', 'all', 'off', True"),
        (SOUND + 'fetch: {contact: "a\\r\\nX: y"}\n', "gazette.yaml:4: fetch.contact: expected printable"),
        ("feeds:\n" + "  - url: https://a.example/rss\n" * 2 + "data: out\n", "gazette.yaml:3: feeds[1].url: stands"),
        ("- feeds\n", "gazette.yaml:1: expected a mapping"),
        ("", "gazette.yaml:1: expected a mapping"),
    ],
)
def test_a_mistake_names_the_file_the_line_the_key_and_what_was_expected(tmp_path, text, message):
    with pytest.raises(ConfigError) as raised:
        load(written(tmp_path, text))
    assert message in str(raised.value)


def test_rules_for_sites_reach_the_library_under_the_host_as_urls_have_it(tmp_path):
    text = SOUND + "sites:\n  Hafenblätter.example:\n    content: [.story]\n    remove: ['p.tip']\n    keep: [aside]\n"
    rules = load(written(tmp_path, text)).site_rules()
    assert rules == {"xn--hafenbltter-r8a.example": SiteRules((".story",), ("p.tip",), ("aside",))}


def test_the_example_of_rules_for_a_site_in_quickstart_is_sound(tmp_path):
    _, example = (CONFIGS / "quickstart.yaml").read_text().split("# sites:")
    settings = load(written(tmp_path, SOUND + "sites:" + example.replace("\n#", "\n")))
    rules = settings.site_rules()["gazette.example"]
    assert rules.content and rules.remove and rules.keep


def test_a_feeds_access_reaches_the_policy_and_its_secrets_do_not(tmp_path, monkeypatch):
    monkeypatch.setenv("GAZETTE_KEY", "tide-4711-table")
    keys = "headers: {X-Key: 'k ${GAZETTE_KEY}'}\n    cookies: {session: '${GAZETTE_KEY}'}\n"
    keys += "    auth: {user: reader, password: '${GAZETTE_KEY}'}\n    proxy: 'http://r:${GAZETTE_KEY}@proxy.example:3128'\n"
    settings = load(written(tmp_path, ACCESS % (keys + "    hosts: [WWW.Gazette.example, '127.0.0.1:8080']")))
    (access,) = settings.fetch_policy().access
    assert access == Access(
        "https://gazette.example/rss",
        (("X-Key", "k ${GAZETTE_KEY}"),),
        (("session", "${GAZETTE_KEY}"),),
        ("reader", "${GAZETTE_KEY}"),
        "http://r:${GAZETTE_KEY}@proxy.example:3128",
        ("www.gazette.example", "127.0.0.1:8080"),
    )
    assert "tide-4711-table" not in f"{settings!r} {settings.model_dump_json()}"


def test_the_example_of_a_feeds_access_in_quickstart_is_sound(tmp_path, monkeypatch):
    for name in ("SUBSCRIBER", "SESSION", "PASSWORD"):
        monkeypatch.setenv(name, "x")
    text = (CONFIGS / "quickstart.yaml").read_text()
    for key in ("headers", "cookies", "auth", "proxy", "hosts"):
        text = text.replace(f"    # {key}:", f"    {key}:")
    assert load(written(tmp_path, text)).feeds[1].access()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("headers: {X-Key: '${NO_SUCH}'}", "feeds[0].headers.X-Key: the environment variable NO_SUCH is not set"),
        ("cookies: {session: '${NO_SUCH}'}", "feeds[0].cookies.session: the environment variable NO_SUCH is not set"),
        ("auth: {user: r, password: '${NO_SUCH}'}", "feeds[0].auth.password: the environment variable NO_SUCH is"),
        ("proxy: 'http://r:${NO_SUCH}@p.example'", "feeds[0].proxy: the environment variable NO_SUCH is not set"),
        ("headers: {X-Key: 'a\\tb'}".replace("'", '"'), "feeds[0].headers.X-Key: expected printable characters"),
        ("headers: {'X Key': a}", "feeds[0].headers.X Key: expected a header's name"),
        ("headers: {Host: a}", "feeds[0].headers.Host: expected a header's name"),
        ("headers: {X-Key: 12}", "feeds[0].headers.X-Key: expected text; numbers, dates"),
        ("cookies: {session: 'a; b'}", "feeds[0].cookies.session: expected a cookie's value"),
        ("cookies: {'a;b': c}", "feeds[0].cookies.a;b: expected a cookie's name"),
        ("proxy: 'socks5://swordfish@proxy.example'", "feeds[0].proxy: expected an HTTP proxy"),
        ("proxy: 'http://swordfish@[proxy'", "feeds[0].proxy: expected an HTTP proxy"),
        ("auth: {user: reader}", "feeds[0].auth.password: required, but missing"),
        ("auth: {user: reader, passwd: swordfish}", "feeds[0].auth.passwd: unknown key; expected one of user, passw"),
        ("hosts: ['http://a.example']", "feeds[0].hosts[0]: expected a host"),
    ],
)
def test_a_mistake_in_a_feeds_access_names_its_line_and_never_its_value(tmp_path, line, message):
    with pytest.raises(ConfigError) as raised:
        load(written(tmp_path, ACCESS % line))
    assert f"gazette.yaml:3: {message}" in str(raised.value)
    assert "swordfish" not in str(raised.value)


def test_a_password_in_a_feeds_url_is_sent_to_where_it_belongs(tmp_path):
    with pytest.raises(ConfigError, match="give them under auth") as raised:
        load(written(tmp_path, SOUND.replace("gazette", "reader:swordfish@gazette")))
    assert "swordfish" not in str(raised.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    with pytest.raises(ConfigError) as raised:
        load(written(tmp_path, SOUND + "fetch:\n  delay: x\nrepeats: maybe\n"))
    assert [line.split(":")[1] for line in str(raised.value).splitlines()] == ["5", "6"]


def test_a_missing_file_and_one_of_other_bytes_are_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: No such file"):
        load(tmp_path / "nowhere.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"feeds: \xff\xfe")
    with pytest.raises(ConfigError, match=r"bytes\.yaml: not UTF-8"):
        load(tmp_path / "bytes.yaml")


@pytest.mark.parametrize(
    ("value", "pages", "feeds"),
    [
        ("pages", True, False),
        ("all", True, True),
        ("off", False, False),
        ("true", True, False),
        ("false", False, False),
    ],
)
def test_robots_txt_is_honoured_for_what_the_configuration_says(tmp_path, value, pages, feeds):
    policy = load(written(tmp_path, f"{SOUND}fetch: {{robots: {value}}}\n")).fetch_policy()
    assert (policy.robots, policy.feed_robots) == (pages, feeds)
    assert policy.hosts_file == str(tmp_path / "out" / "hosts.sqlite")
