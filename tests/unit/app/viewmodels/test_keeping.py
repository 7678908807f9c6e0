"""What this computer keeps: counted as it is, cleared without touching what is only here."""

from app.domain.keeping import Kept, KeptKind
from app.domain.values import StorageMode
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_photos import jpeg
from tests.unit.app.windowless import Client


def test_clearing_frees_what_can_be_loaded_again_and_keeps_every_unsent_word(
    signed_in: Client, family: Family, live: LiveServer
) -> None:
    live.write_history(family, 20)
    signed_in.wait_for(lambda: len(signed_in.app.conversation.model.items) >= 20)
    live.stop()
    signed_in.send("waits here")
    signed_in.app.compose.set_text("a draft, too")
    signed_in.app.compose.flush()
    signed_in.app.contact_photos.keep(family.contact_id, jpeg(4, 512), None)
    keeping = signed_in.app.care.keeping
    seen: list[Kept] = []
    keeping.kept_changed.connect(seen.append)
    keeping.load()
    signed_in.wait_for(lambda: bool(seen))
    before = {item.kind: item for item in seen[0].items}
    assert seen[0].mode is StorageMode.KEPT
    assert before[KeptKind.MESSAGES].count >= 20
    assert before[KeptKind.UNSENT].count == 2
    assert before[KeptKind.FACES].count == 1
    assert before[KeptKind.FACES].size_bytes > len(jpeg(4, 512).data)
    assert before[KeptKind.MESSAGES].size_bytes > 20 * 100
    keeping.clear()
    signed_in.wait_for(lambda: len(seen) > 1)
    after = {item.kind: item for item in seen[1].items}
    assert (after[KeptKind.MESSAGES].count, after[KeptKind.UNSENT]) == (0, before[KeptKind.UNSENT])
    assert after[KeptKind.FACES] == before[KeptKind.FACES]
    assert seen[1].file_bytes < seen[0].file_bytes
    live.start()
    signed_in.app.try_now()
    signed_in.wait_for(lambda: len(live.received(family.member_id)) == 21, 30_000)
    signed_in.wait_for(lambda: len(signed_in.app.conversation.model.items) >= 21, 30_000)
