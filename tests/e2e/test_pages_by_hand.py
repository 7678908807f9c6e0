"""The flows of the console and the reader in a real browser: with the mouse, and with the keyboard alone."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import FilePayload, Locator, Page, expect

from contract.galleries import NewSharedPhoto
from contract.limits import count_characters
from contract.messages import State
from server.pictures.rebuild import Rebuilt
from server.services import offered
from tests.e2e.chromium import Window
from tests.e2e.people import PIN, booking_number
from tests.e2e.showcase import Showcase, build
from tests.odd import naughty_strings
from tests.unit.server.live import Live
from tests.unit.server.news import post
from tests.unit.server.pictures import jpeg, name_of, up
from tests.unit.server.sharing import EVERYBODY, gallery
from tests.unit.server.world import PASSWORD, PRICE

FOCUSED = """
(() => {
  const one = document.activeElement;
  return one === document.body ? "" : one.labels?.[0]?.innerText || one.innerText || "";
})()
"""
"""The words of what has the focus."""

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def showcase(live: Live) -> Showcase:
    return build(live)


def state(showcase: Showcase, message_id: str) -> State:
    return showcase.world.services.messages.get(showcase.pair.member_id, message_id).state


def type_in(page: Page, *fields: str) -> None:
    """Types into field after field, from the one that the page gives the focus, and presses Enter."""
    expect(page.locator("input:focus, textarea:focus")).to_be_attached()
    for at, words in enumerate(fields):
        if at:
            page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Enter")


def tab_to(page: Page, name: str, presses: int = 60) -> None:
    """Goes on with Tab until what has the focus is called so."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        words: str = page.evaluate(FOCUSED)
        if name in words:
            return
    raise AssertionError(f"Tab never comes to “{name}”")


def draw(page: Page, image: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """With the mouse pressed, from one place of a picture to another, in fractions of it."""
    image.scroll_into_view_if_needed()
    area = image.bounding_box()
    assert area is not None
    for number, (x, y) in enumerate((start, end)):
        page.mouse.move(area["x"] + x * area["width"], area["y"] + y * area["height"], steps=3)
        if not number:
            page.mouse.down()
    page.mouse.up()


def select(page: Page, start: int, end: int) -> None:
    """Selects signs of the text to decide on, as with the keyboard in caret mode; whatever marks it has by now."""
    page.evaluate(
        """([start, end]) => {
          const walker = document.createTreeWalker(document.getElementById("letter"), NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          let at = 0;
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            for (let unit = 0; unit < node.length; at += 1) {
              const next = unit + String.fromCodePoint(node.data.codePointAt(unit)).length;
              if (at === start) range.setStart(node, unit);
              if (at === end - 1) range.setEnd(node, next);
              unit = next;
            }
          }
          const selection = document.getSelection();
          selection.removeAllRanges();
          selection.addRange(range);
        }""",
        [start, end],
    )


def go_on(page: Page, name: str) -> None:
    """Follows a link by the keyboard; what had the focus before is forgotten with the page."""
    before = page.url
    tab_to(page, name)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address != before)


def test_a_reviewer_works_with_the_keyboard_alone(chromium: Chromium, showcase: Showcase) -> None:
    window = Window.open(chromium, showcase.live.port)
    page = window.go("/review")
    type_in(page, showcase.reviewer.username, PASSWORD, showcase.world.code())
    expect(page.locator("h1")).to_have_text("Queue")
    page.keyboard.press("ArrowRight")  # the oldest: the reply of the resident
    expect(page.locator("h1")).to_contain_text("Reply")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    page.keyboard.press("a")
    expect(page.locator("#told")).to_have_text("Approve is chosen.")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".notice.good")).to_contain_text("Approved.")
    while "Message" not in page.inner_text("h1"):
        page.keyboard.press("s")
        expect(page.locator(".notice", has_text="Given back to the queue")).to_be_visible()
        heading = page.inner_text("h1")
        assert heading != "Queue"
    page.keyboard.press("r")
    tab_to(page, "Reason")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Add a sentence")
    page.keyboard.type("Call the clinic instead.")
    tab_to(page, "Decide and Next")
    page.keyboard.press("Enter")
    expect(page.locator(".notice", has_text="Not approved. The sender can read the reason")).to_be_visible()
    refused = [one for one in (showcase.held, showcase.waiting) if state(showcase, one) is State.REFUSED]
    assert len(refused) == 1
    window.close()


def test_a_reviewer_works_with_the_mouse(chromium: Chromium, showcase: Showcase) -> None:
    window = Window.open(chromium, showcase.live.port)
    page = window.go("/review")
    page.fill("#username", showcase.second.username)
    page.fill("#password", PASSWORD)
    page.fill("#code", showcase.world.code())
    page.click("main button")
    page.click("text=Held by a word 2")
    page.locator("tr", has_text="41 characters").get_by_role("button").click()
    expect(page.locator("mark.held")).to_have_text("knife")
    expect(page.locator(".hold")).to_contain_text("Of 1 it held before, 1 was approved: 100 % false alarms.")
    page.click("text=Do not approve")
    page.select_option("#reason", "numbers")
    expect(page.locator(".readings .verdict:visible")).to_contain_text("Rule 6: No telephone numbers")
    page.fill("#mark", "kitchen knife")
    page.get_by_role("button", name="Show first").click()
    expect(page.locator(".letter mark").first).to_contain_text("kitchen")
    page.click("text=Decide and Next")
    page.wait_for_url(lambda address: f"{showcase.photo}?held=1" in address)  # the other one a word holds
    assert state(showcase, showcase.held) is State.REFUSED

    image = page.locator(".canvas img").first
    assert "blur" in image.evaluate("one => getComputedStyle(one).filter")
    page.click("text=Show it clearly")
    assert image.evaluate("one => getComputedStyle(one).filter") == "none"
    page.check("#refuse")
    page.locator(".cell input").nth(7).check()
    page.select_option("#reason", "numbers")
    page.get_by_role("button", name="Show first").click()
    expect(page.get_by_role("status").filter(has_text="Your marks are on 1 part")).to_be_visible()

    page.check("#offer")
    draw(page, image, (0.5, 0.5), (0.75, 0.9))
    left, top, width, height = map(float, page.input_value("#boxes").split())
    assert (round(left / 5), round(top / 5), round(width / 5), round(height / 5)) == (10, 10, 5, 8)
    assert page.locator(".cell input:checked").count() == 1  # drawing ticks nothing
    page.get_by_role("button", name="Show first").click()
    expect(page.locator(".changed img")).to_have_js_property("complete", True)
    page.click("text=Decide and Next")
    page.wait_for_url(lambda address: showcase.photo not in address)
    with showcase.world.services.store.read() as connection:
        offer = offered.find(connection, showcase.photo)
    assert offer is not None
    assert len(offer.change.boxes) == 2

    window.go(f"/review/items/{showcase.appealed}").get_by_role("button", name="Read", exact=True).click()
    expect(page.locator("blockquote")).to_have_text("It is the number of the clinic.")
    page.get_by_label("Approve", exact=False).first.check()
    page.click("text=Decide and Next")
    page.wait_for_url(lambda address: showcase.appealed not in address)
    assert state(showcase, showcase.appealed) is State.DELIVERED

    window.go("/review/requests").get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator(".notice.good")).to_contain_text("Allowed.")
    window.close()


def test_the_photo_of_a_post_is_offered_changed_and_no_words_are_marked_for_it(
    chromium: Chromium, showcase: Showcase
) -> None:
    world, pair = showcase.world, showcase.pair
    photo = up(world, pair.member_id, 5).sent_sha256
    sent = post(world, pair, [showcase.facility_id], 50, sent_sha256=photo).parts[0].submission_id
    window = Window.open(chromium, showcase.live.port)
    page = window.go("/review")
    type_in(page, showcase.reviewer.username, PASSWORD, world.code())
    expect(page.locator("h1")).to_have_text("Queue")
    window.go(f"/review/items/{sent}").get_by_role("button", name="Read", exact=True).click()
    page.check("#refuse")
    expect(page.locator("#mark")).to_be_visible()
    page.fill("#mark", "the snow")  # stands nowhere like this: the text begins with a capital
    page.check("#offer")
    expect(page.locator("#mark")).to_be_hidden()
    expect(page.locator(".offering")).to_contain_text("The words of the post go with it as they are.")
    draw(page, page.locator(".canvas img").first, (0.5, 0.5), (0.75, 0.9))
    page.select_option("#reason", "numbers")
    page.get_by_role("button", name="Show the changed photo").click()
    expect(page.locator(".changed img")).to_have_js_property("complete", True)
    page.click("text=Decide and Next")
    page.wait_for_url(lambda address: sent not in address)
    with world.services.store.read() as connection:
        offer = offered.find(connection, sent)
    assert offer is not None
    assert len(offer.change.boxes) == 1
    window.close()


def test_what_waits_is_counted_without_loading_the_page_anew(chromium: Chromium, showcase: Showcase) -> None:
    window = Window.open(chromium, showcase.live.port)
    window.page.clock.install()
    page = window.go("/review")
    type_in(page, showcase.second.username, PASSWORD, showcase.world.code())
    count = page.locator(".bar [data-count=submissions]")
    before = int(count.inner_text())
    showcase.world.send(showcase.pair, "One more.")
    page.clock.fast_forward(16_000)
    expect(count).to_have_text(str(before + 1))
    window.close()


def test_a_resident_reads_answers_and_accepts_without_script_with_the_keyboard_alone(
    chromium: Chromium, showcase: Showcase
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{showcase.live.port}/reader")
    type_in(page, booking_number(showcase.live, showcase.pair), PIN)
    expect(page.locator("body")).to_contain_text("Kwame Mensah")
    tab_to(page, "Elena Rivera")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_visible()
    tab_to(page, "Open")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("The porch light works again.")
    assert state(showcase, showcase.delivered) is State.OPENED
    tab_to(page, "Your answer")
    page.keyboard.type("I can see it from here.")
    tab_to(page, "Send")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_contain_text("Sent.")
    page.goto(f"http://127.0.0.1:{showcase.live.port}/reader")
    tab_to(page, "Accept")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_contain_text("You are connected now.")
    send_a_photo(page, showcase)
    look_through_the_album(page, showcase)
    context.close()


def send_a_photo(page: Page, showcase: Showcase) -> None:
    """An answer with a photo chosen from the tablet, seen in the conversation, never wider than it."""
    page.goto(f"http://127.0.0.1:{showcase.live.port}/reader/conversations/{showcase.pair.contact_id}")
    page.fill("#text", "Me in the yard.")
    photo = FilePayload(name="me.jpg", mimeType="image/jpeg", buffer=jpeg(3, (900, 600)))
    page.set_input_files("#photo", photo)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".notice.good")).to_contain_text("Sent.")
    fits(page, page.get_by_alt_text("The photo in your answer"), 900 / 600)


def look_through_the_album(page: Page, showcase: Showcase) -> None:
    """A photo is opened with the keyboard; it fits a telephone's width and a wide screen, and opens large."""
    share_a_large_one(showcase)
    page.goto(f"http://127.0.0.1:{showcase.live.port}/reader/pictures")
    tab_to(page, "Open")
    page.keyboard.press("Enter")
    image = page.get_by_alt_text("The lake in the morning")
    expect(image).to_be_visible()
    expect(page.locator("article", has=image)).to_contain_text("Elena Rivera")
    fits(page, image, 1600 / 900)
    page.get_by_role("link", name="The lake in the morning, as large as it gets").click()
    expect(page.locator("img")).to_have_js_property("naturalWidth", 1600)


def share_a_large_one(showcase: Showcase) -> None:
    """An approved photo with its thumbnails, as a child process makes them."""
    world, member_id = showcase.world, showcase.pair.member_id
    small, middle, large = (jpeg(5, size, 40) for size in ((256, 144), (640, 360), (1600, 900)))
    thumbs = (Rebuilt(small, name_of(small), 256, 144), Rebuilt(middle, name_of(middle), 640, 360))
    sent = world.services.uploads.keep(
        member_id, name_of(large), Rebuilt(large, name_of(large), 1600, 900, thumbs)
    )
    new = NewSharedPhoto(
        sent_sha256=sent.sent_sha256,
        title="The lake in the morning",
        gallery_id=gallery(world, member_id).id,
        audience=EVERYBODY,
        price_cents=PRICE,
    )
    shared = world.services.shared_photos.share(member_id, str(uuid.uuid4()), new)
    world.approve(showcase.reviewer, shared.parts[0].submission_id)


def fits(page: Page, image: Locator, shape: float) -> None:
    """It is there whole, in its own shape and within the page, at 320 pixels and at 1,280."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        expect(image).to_have_js_property("complete", True)
        natural: int = image.evaluate("one => one.naturalWidth")
        box = image.bounding_box()
        assert box is not None
        assert 200 < box["width"] <= min(natural, width), width
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert abs(box["width"] / box["height"] / shape - 1) < 0.02, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_words_are_marked_by_selecting_them_and_parts_of_a_picture_by_drawing(
    chromium: Chromium, showcase: Showcase
) -> None:
    window = Window.open(chromium, showcase.live.port)
    page = window.go("/review")
    type_in(page, showcase.second.username, PASSWORD, showcase.world.code())
    expect(page.locator("h1")).to_have_text("Queue")
    text = showcase.world.send(showcase.pair, "🍲 no, no, call her: 555-0142").id
    window.go(f"/review/items/{text}").get_by_role("button", name="Read", exact=True).click()
    letter, chosen = page.locator("#letter"), page.locator("#letter mark:not(.held)")
    expect(page.locator("#marked")).to_have_text("Select words to mark them.")
    select(page, 6, 8)
    page.keyboard.press("m")
    expect(page.locator("#refuse")).to_be_checked()
    expect(chosen).to_have_text(["no"])
    expect(letter).to_have_text("🍲 no, no, call her: 555-0142")
    select(page, 20, 28)
    page.get_by_role("button", name="Mark what is selected").click()
    expect(chosen).to_have_text(["no", "555-0142"])
    expect(page.locator("#marked")).to_have_text("Marked: 2 parts")
    page.fill("#mark", "her")
    expect(chosen).to_have_text(["no", "her", "555-0142"])
    page.click("h1")  # out of the field, in which keys rest
    select(page, 6, 8)
    page.keyboard.press("m")
    expect(chosen).to_have_text(["her", "555-0142"])
    letter.dblclick(position={"x": 40, "y": 12})  # a word, by the mouse alone, now that it is not approved
    expect(chosen).to_have_count(3)
    page.select_option("#reason", "numbers")
    page.get_by_role("button", name="Show first").click()
    expect(
        page.get_by_role("status").filter(has_text="Your marks on “no”, “her”, “555-0142”.")
    ).to_be_visible()
    page.click("text=Decide and Next")
    page.wait_for_url(lambda address: text not in address)
    refusal = showcase.world.services.messages.get(showcase.pair.member_id, text).refusal
    assert refusal is not None
    assert [(span.start, span.end) for span in refusal.spans] == [(2, 4), (15, 18), (20, 28)]

    window.go(f"/review/items/{showcase.photo}").get_by_role("button", name="Read", exact=True).click()
    page.click("text=Show it clearly")
    page.check("#refuse")
    page.select_option("#reason", "numbers")
    draw(page, page.locator(".canvas img").first, (0.1, 0.2), (0.4, 0.6))
    expect(page.locator(".drawn")).to_have_count(1)
    page.check("#offer")
    expect(page.locator(".drawn")).to_have_count(0)  # what is marked is not what is covered
    page.check("#refuse")
    page.get_by_role("button", name="Show first").click()
    expect(page.locator(".regions rect")).to_have_count(1)
    page.click("text=Decide and Next")
    page.wait_for_url(lambda address: showcase.photo not in address)
    photos = showcase.world.services.shared_photos.page(showcase.pair.member_id).items
    part = next(one for photo in photos for one in photo.parts if one.submission_id == showcase.photo)
    assert part.refusal is not None
    (region,) = part.refusal.regions
    measured = (region.x, region.y, region.width, region.height)
    assert measured == pytest.approx((0.1, 0.2, 0.3, 0.4), abs=0.03)
    window.close()


@pytest.mark.parametrize("knows", [True, False])
def test_a_resident_sees_how_many_characters_are_left(
    chromium: Chromium, showcase: Showcase, knows: bool
) -> None:
    window = Window.open(chromium, showcase.live.port)
    page = window.page
    if not knows:
        page.add_init_script("delete Intl.Segmenter")  # as on an old tablet
    window.go("/reader")
    page.fill("#booking_number", booking_number(showcase.live, showcase.pair))
    page.fill("#pin", PIN)
    page.get_by_role("button", name="Sign In").click()
    left, told = page.locator(".counted"), page.locator(".counted + [role=status]")
    for path in (f"/reader/conversations/{showcase.pair.contact_id}", "/reader/news"):
        window.go(path)
        expect(left).to_have_text("500 characters left")
        page.fill("#text", "x" * 480)
        expect(left).to_have_text("20 characters left")
        expect(told).to_have_text("20 characters left")
        page.fill("#text", "x" * 507)
        expect(told).to_contain_text("7 characters too many. Nothing is cut off")
        page.fill("#text", "x" * 499)
        expect(left).to_have_text("1 character left")
        window.collect()
    if knows:
        odd = [
            "👨‍👩‍👧‍👦 ok",
            "e\u0301",
            "a\r\nb\rc",
            "🇺🇸🇨🇦",
            "ก็ นี่",
            "👍🏽",
            "\u200d",
            "نص عربي",
            *naughty_strings(),
        ]
        for text in odd:
            typed = text.replace("\0", "")
            page.fill("#text", typed)
            kept = page.input_value("#text")
            number = 500 - count_characters(kept)
            words = f"{number} character{'' if number == 1 else 's'} left"
            assert left.inner_text() == words if number >= 0 else "too many" in left.inner_text(), typed
    window.close()


def test_a_queue_says_that_it_changed_and_its_keys_are_told(chromium: Chromium, showcase: Showcase) -> None:
    window = Window.open(chromium, showcase.live.port)
    page = window.go("/review")
    type_in(page, showcase.reviewer.username, PASSWORD, showcase.world.code())
    expect(page.locator("h1")).to_have_text("Queue")
    page.clock.install()
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    waiting = int(page.locator("nav .count").first.inner_text())
    page.clock.run_for(16_000)
    expect(page.locator("#newer")).to_be_hidden()
    showcase.world.send(showcase.pair, "One more.")
    page.clock.run_for(16_000)
    expect(page.locator("#newer")).to_be_visible()
    expect(page.locator("nav .count").first).to_have_text(str(waiting + 1))
    page.click("text=Load it again")
    expect(page.locator("#newer")).to_be_hidden()
    expect(page.locator(".head p")).to_contain_text(f"{waiting + 1} wait")
    window.close()


def test_a_manager_tries_a_word_list_and_imports_a_chosen_file(
    chromium: Chromium, showcase: Showcase
) -> None:
    window = Window.open(chromium, showcase.live.port)
    page = window.go("/review/manage")
    type_in(page, showcase.manager.username, PASSWORD, showcase.world.code())
    expect(page.locator("h1")).to_have_text("Settings")
    page.click("text=Word lists")
    page.click("text=Sharp things")
    page.fill("#words", "soup")
    page.click("text=Try on last month")
    expect(page.locator("section").first).to_contain_text("1 of ")
    page.get_by_role("link", name="People").click()
    page.click("text=Import a file")
    data = b"booking_number,name,pin\n77,Ana,1234"
    page.set_input_files("#file", FilePayload(name="people.csv", mimeType="text/csv", buffer=data))
    expect(page.locator("#text")).to_have_value("booking_number,name,pin\n77,Ana,1234")
    page.click("text=Show what it would do")
    page.click("text=Import exactly this")
    expect(page.locator(".notice.good")).to_contain_text("1 person was added or changed.")
    window.close()


def test_a_manager_and_requests_with_the_keyboard_alone(chromium: Chromium, showcase: Showcase) -> None:
    window = Window.open(chromium, showcase.live.port)
    page = window.go("/review/requests")
    type_in(page, showcase.manager.username, PASSWORD, showcase.world.code())
    expect(page.locator("h1")).to_have_text("Requests to be connected")
    tab_to(page, "Reason, if you do not approve")
    page.keyboard.type("Not on the list of the person.")
    tab_to(page, "Do not approve")
    page.keyboard.press("Enter")
    expect(page.locator(".notice", has_text="Not allowed.")).to_be_visible()
    tab_to(page, "Manage")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Settings")
    tab_to(page, "A decision is promised within")
    page.keyboard.press("Control+a")
    page.keyboard.type("24")
    tab_to(page, "Save settings")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_contain_text("Saved.")
    expect(page.locator("#promise_hours")).to_have_value("24")
    go_on(page, "Rules and reasons")
    tab_to(page, "Save rules and reasons")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_contain_text("Saved.")
    go_on(page, "Word lists")
    go_on(page, "New list")
    tab_to(page, "Name")
    page.keyboard.type("Ropes")
    tab_to(page, "Words")
    page.keyboard.type("rope*")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Ropes")
    go_on(page, "People")
    tab_to(page, "Name or booking number")
    page.keyboard.type("Linh")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=Linh")
    go_on(page, "Linh")
    tab_to(page, "Where they live here")
    page.keyboard.type("C-4")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_contain_text("Saved.")
    go_on(page, "Staff")
    tab_to(page, "End their access")
    page.keyboard.press("Enter")
    tab_to(page, "Yes, end it")
    page.keyboard.press("Enter")
    expect(page.locator(".notice", has_text="They are signed out")).to_be_visible()
    window.close()


def test_a_resident_does_everything_with_the_mouse_and_then_by_keys(
    chromium: Chromium, showcase: Showcase
) -> None:
    window = Window.open(chromium, showcase.live.port)
    page = window.go("/reader")
    page.fill("#booking_number", booking_number(showcase.live, showcase.pair))
    page.fill("#pin", PIN)
    page.get_by_role("button", name="Sign In").click()
    page.click("text=Decline …")
    page.get_by_role("button", name="Decline Kwame Mensah").click()
    expect(page.locator(".notice")).to_contain_text("Declined.")
    page.locator("a", has_text="Elena Rivera").click()
    page.get_by_role("button", name="Open").first.click()
    expect(page.locator("body")).to_contain_text("The porch light works again.")
    page.fill("textarea[name=text]", "I can see it from here.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".notice.good")).to_contain_text("Sent.")
    page.get_by_role("button", name="Take back").first.click()
    expect(page.locator(".notice")).to_contain_text("Taken back.")
    page.click("text=All messages")
    page.locator("a", has_text="What your people sent you").click()
    page.get_by_role("button", name="Open the photo from Elena Rivera").first.click()
    expect(page.locator("figure img").first).to_be_visible()

    page.click("text=All messages")  # from here on with the keyboard alone
    go_on(page, "News")
    tab_to(page, "Open")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("The snow is here!")
    tab_to(page, "For everybody you are connected with")
    page.keyboard.type("We planted beans.")
    tab_to(page, "Post")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_contain_text("Sent.")
    tab_to(page, "Take back")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Taken back.")
    go_on(page, "All messages")
    go_on(page, "Elena Rivera")
    go_on(page, "Block Elena")
    tab_to(page, "Block")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Blocked.")
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page.locator("#booking_number")).to_be_visible()
    window.close()
