"""Search finds readable words in every script, and nothing typed is ever an error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.storage.cache_store import CacheStore
from app.storage.database import Database
from app.storage.outbox_store import OutboxStore
from contract.limits import check_text
from contract.messages import State
from tests.odd import naughty_strings
from tests.unit.app.storage.makers import contact, entry, received, sent

ODD = [
    '"',
    "'",
    "*",
    "(",
    "NEAR(",
    "a AND",
    "OR",
    "NOT",
    "text:x",
    "-",
    "^a",
    "{",
    "+",
    ";--",
    "\\",
    "%",
    "\x00",
    "\ud800",
]


def odd_texts() -> list[str]:
    """Texts known to break programs: our own, and those of the folder the environment names."""
    return [
        *ODD[:-2],
        "\u202etxt",
        "e\u0301",
        "\ufeffx",
        "ﷺ",
        "'); DROP TABLE cache_words; --",
        *naughty_strings(),
    ]


@pytest.fixture
def cache(database: Database) -> CacheStore:
    cache = CacheStore(database)
    cache.put_contacts([contact(), contact("linh", "Linh Trần")])
    cache.put_messages(
        [
            sent(1, text="The garden is full of tomatoes."),
            received(2, text="Grüße an Großmutter, und danke für das Foto!"),
            sent(3, "linh", text="Con nhớ bố ❤️ rất nhiều"),
            received(4, "linh", text="家里一切都好"),
            sent(5, text=None, states=(State.PENDING,)),
        ]
    )
    return cache


def keys(cache: CacheStore, words: str) -> list[str]:
    """What a search finds, in order."""
    return [hit.key for hit in cache.search(words)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tomatoes", ["local-mateo-1"]),
        ("TOMA", ["local-mateo-1"]),
        ("garden full", ["local-mateo-1"]),
        ("garden Foto", []),
        ("gruße", ["id-mateo-2"]),
        ("nho", ["local-linh-3"]),
        ("❤️", ["local-linh-3"]),
        ("一切", ["id-linh-4"]),
        ("omatoe", ["local-mateo-1"]),
        ("", []),
        ("   ", []),
    ],
)
def test_words_are_found_begun_unaccented_and_in_any_script(
    cache: CacheStore, words: str, found: list[str]
) -> None:
    assert keys(cache, words) == found


def test_a_hit_names_the_person_and_shows_the_words_around(cache: CacheStore) -> None:
    hit = cache.search("tomatoes")[0]
    assert (hit.contact_id, hit.name) == ("mateo", "Mateo Rivera")
    assert "full of tomatoes" in hit.snippet


def test_the_newest_hit_comes_first(cache: CacheStore) -> None:
    cache.put_messages([sent(number, text=f"tomatoes {number}") for number in (9, 7, 8)])
    assert keys(cache, "tomatoes") == ["local-mateo-9", "local-mateo-8", "local-mateo-7", "local-mateo-1"]
    assert len(cache.search("tomatoes", limit=2)) == 2


def test_words_become_findable_when_they_may_be_read_and_not_before(cache: CacheStore) -> None:
    assert keys(cache, "secret") == []
    cache.put_messages([sent(5, text="a secret garden")])
    assert keys(cache, "secret") == ["local-mateo-5"]
    assert keys(cache, "garden") == ["local-mateo-5", "local-mateo-1"]


def test_what_waits_here_is_found_too(cache: CacheStore, database: Database) -> None:
    OutboxStore(database).queue(entry(1, "linh", "tomatoes for everybody"))
    assert keys(cache, "tomatoes every") == ["local-1"]
    assert keys(cache, "tomatoes")[0] == "local-1"
    assert cache.search("everybody")[0].name == "Linh Trần"


@pytest.mark.parametrize("words", ODD)
def test_syntax_of_the_index_is_only_text(cache: CacheStore, words: str) -> None:
    cache.search(words)
    cache.search(f"tomatoes {words}")
    cache.search(f"{words} tomatoes")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60))
def test_nothing_typed_is_an_error(cache: CacheStore, words: str) -> None:
    for hit in cache.search(words):
        assert hit.snippet


def test_every_odd_text_can_be_sent_and_searched(cache: CacheStore) -> None:
    texts = odd_texts()
    storable = [text for text in texts if check_text(text, 100_000).fault is None]
    cache.put_messages([sent(1_000 + number, "linh", text=text) for number, text in enumerate(storable)])
    for text in texts:
        cache.search(text)
    kept = [message.text for message in cache.thread_page("linh", None, len(storable))]
    assert kept == storable[::-1]
