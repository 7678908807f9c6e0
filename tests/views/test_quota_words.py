"""What a member reads when as much as fits was sent: how much that is, that nothing is lost, and from when on."""

from datetime import UTC, datetime, timedelta

from app.domain.errors import QuotaReached
from app.views.fault_words import fault_words
from app.widgets import fmt


def test_it_says_how_many_and_from_when_on() -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    words = fault_words(QuotaReached(60, later))
    assert words.startswith(
        "60 were sent already, which is all for now. Nothing is lost and nothing was charged"
    )
    assert words.endswith(f"from {fmt.when(later)} on.")


def test_what_only_gets_room_by_removing_says_so() -> None:
    words = fault_words(QuotaReached(500, None))
    assert words == "There is room for 500, and all of it is taken. Remove one first, then try again."
