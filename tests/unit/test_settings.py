"""Configurations: the ones we ship are sound, and every mistake names its file, line, key and what belongs there."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from pipelines.settings import ConfigError, Settings, SiteSettings, json_schema, load
from writethru.polling import PollPolicy
from writethru.sites import SiteRules

CONFIGS = Path(__file__).parents[2] / "configs"
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
            "gazette.yaml:5: sites.a.example.content: expected a valid",
        ),
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


def test_all_mistakes_are_told_at_once(tmp_path):
    with pytest.raises(ConfigError) as raised:
        load(written(tmp_path, SOUND + "fetch:\n  delay: x\nrepeats: maybe\n"))
    assert len(str(raised.value).splitlines()) == 2


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
