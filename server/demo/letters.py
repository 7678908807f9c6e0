"""What was written in the demo world: who, to whom, how many days ago, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.demo.people import (
    CHIDI,
    DANIEL,
    ELENA,
    ISAAC,
    KWAME,
    LINH,
    MATEO,
    ROSA,
    SAMIRA,
    TOMAS,
    Member,
    Resident,
)


@dataclass(frozen=True)
class Letter:
    """A message, or a reply of the resident (`reply`).

    `days` ago and `clock` are in the demo's time zone. It was decided on after `wait_h` hours; None: it still waits.
    It was opened (a message) or read (a reply) after `seen_h` more; None: not yet. `marked` words: not approved.
    """

    days: int
    clock: str
    member: Member
    resident: Resident
    wait_h: float | None
    seen_h: float | None
    text: str
    reply: bool = False
    marked: str = ""


_MATEO: Final = (
    Letter(38, "18:40", ELENA, MATEO, 13.5, 3,
           "Hi little brother. They gave me this program today and you are the first I write to. Tell me if "
           "it reaches you. Mamá sends a kiss."),
    Letter(36, "19:10", ELENA, MATEO, 14, 4,
           "It reached me, I read it twice. Tell Mamá I eat well and I sleep. The window here looks at the "
           "hills.", reply=True),
    Letter(35, "20:15", ELENA, MATEO, 12, 2,
           "The hills! Then you see the sun go down before we do. Lucía lost her first tooth and wants you "
           "to know it did not hurt."),
    Letter(31, "12:30", ELENA, MATEO, 8, 1.5,
           "I found your guitar behind the wardrobe. Only one string is broken. I will have it mended, it "
           "waits for you."),
    Letter(29, "17:05", ELENA, MATEO, 15, 10,
           "Don’t let Lucía tune it. No, let her. I laughed out loud at the tooth, people looked.", reply=True),
    Letter(26, "21:00", ELENA, MATEO, 11, 2,
           "We had rain for three days. The beans are up to my knee. I think of you whenever I water them."),
    Letter(22, "18:20", ELENA, MATEO, 9, 1,
           "Your letter to the court was sent on Friday, registered. I kept the slip in the blue folder."),
    Letter(20, "09:45", ELENA, MATEO, 10, 6,
           "Thank you for the folder, and for being like this. I started the class. Eleven of us, one "
           "teacher, good coffee.", reply=True),
    Letter(17, "19:30", ELENA, MATEO, 13, 2,
           "A class! Which one? Send me a sentence about every lesson, I want to learn it with you."),
    Letter(12, "08:10", ELENA, MATEO, 5, 0.5,
           "Happy birthday 🎂 Thirty-one! We lit a candle at breakfast and Lucía blew it out for you."),
    Letter(11, "18:00", ELENA, MATEO, 12, 3,
           "Best card I ever got is a candle I did not see. The class is carpentry. Lesson one: measure "
           "twice.", reply=True),
    Letter(6, "20:40", ELENA, MATEO, 10, 2,
           "Measure twice, that is Papá’s voice. I measured the shelf for your books: 1.20 m. Will that do?"),
    Letter(3, "18:55", ELENA, MATEO, 14, 8,
           "1.20 will do. Leave space at the left, I have a new one. How is the roof?", reply=True),
    Letter(2, "19:20", ELENA, MATEO, 11, 3,
           "The roof is dry again. Uncle Ramón came with his ladder and stayed for soup. He asks about you "
           "every time."),
)  # fmt: skip

_CHIDI: Final = (
    Letter(34, "17:30", ELENA, CHIDI, 12, 4,
           "Chidi, it is Elena from the choir. We sang your Sanctus on Sunday, the altos nearly got it "
           "right."),
    Letter(32, "18:10", ELENA, CHIDI, 9, 12,
           "Nearly! I hear it from here. Tell the altos bar nine is theirs, they must not be afraid of it.",
           reply=True),
    Letter(24, "20:05", ELENA, CHIDI, 10, 2,
           "They were not afraid. Bar nine was beautiful. We have a new tenor, he reads music like a "
           "newspaper."),
    Letter(18, "19:00", ELENA, CHIDI, 13, 3,
           "Father Tom asks if you would write us something for Advent. Four parts, not too high, we are who "
           "we are."),
    Letter(16, "16:20", ELENA, CHIDI, 8, 5,
           "I have paper and I have time. Four parts, not too high. Give me three weeks.", reply=True),
    Letter(9, "18:45", ELENA, CHIDI, 12, 1,
           "No hurry at all. Mrs. Park brought the old music stands, two of them hold."),
    Letter(5, "19:40", ELENA, CHIDI, 9, 2,
           "Rehearsal was moved to Thursday. Everybody asks what you are writing, I tell them it is a "
           "secret."),
    Letter(2, "17:50", ELENA, CHIDI, 13.5, None,
           "Keep it a secret. The tenor line is done and it is good, I sang it in the yard and somebody "
           "clapped.", reply=True),
    Letter(1, "10:15", ELENA, CHIDI, 8, None,
           "One question: does the new tenor reach a high A without suffering? If not I will be kind to him.",
           reply=True),
    Letter(27, "15:10", KWAME, CHIDI, 10, 3,
           "Chidi my friend, the shop is open again. I kept your cup on its hook."),
    Letter(10, "11:20", KWAME, CHIDI, 7, 2,
           "Two customers asked for your jollof this week. I told them the cook is on a long journey."),
    Letter(1, "16:45", KWAME, CHIDI, None, None,
           "The landlord fixed the stove at last. I will try your recipe on Saturday, pray for the "
           "customers."),
)  # fmt: skip

_OTHERS_AT_CEDAR_RIDGE: Final = (
    Letter(30, "18:15", ELENA, SAMIRA, 11, 2,
           "Dear Samira, the children asked for your lentil soup again. I have the recipe but not your "
           "hands."),
    Letter(28, "12:40", ELENA, SAMIRA, 9, 4,
           "Cumin at the very end, that is all my hands know. Kiss them from me.", reply=True),
    Letter(21, "19:25", ELENA, SAMIRA, 12, 2,
           "Cumin at the end: they ate everything. Noor got a part in the school play. She is the moon."),
    Letter(13, "20:20", ELENA, SAMIRA, 10, 1,
           "The moon had one line and said it so loud that the sun laughed. I wish you had seen it."),
    Letter(15, "18:30", ELENA, DANIEL, 9, 2,
           "Hi Daniel, the whole team says hello. Your desk plant lives, I water it on Mondays."),
    Letter(4, "18:05", ELENA, DANIEL, 6.5, None,
           "Daniel, good news about the car. Marek will look at it, call him any evening, his new number is "
           "970-555-0177. He says it is only the belt.", marked="his new number is 970-555-0177"),
    Letter(8, "17:15", ROSA, TOMAS, 9, 2,
           "Tomás, it is your sister. I saved for this one, so it is short: we love you."),
)  # fmt: skip

_HARBOR_POINT: Final = (
    Letter(33, "18:50", ELENA, LINH, 7, 3,
           "Linh, cousin! It took them a week to let me write. How is the sea?"),
    Letter(31, "17:00", ELENA, LINH, 6, 5,
           "The sea is loud and I like it. I fold cranes from the canteen paper, I am at 212.", reply=True),
    Letter(25, "19:45", ELENA, LINH, 5, 2,
           "212! We hung ours in the kitchen window, seven of them. Bà counts them every morning."),
    Letter(19, "18:35", ELENA, LINH, 6, 1,
           "Bà is well again, the cough is gone. She wants to know if you are warm enough."),
    Letter(18, "15:55", ELENA, LINH, 5.5, 6,
           "Warm enough, tell her. Two blankets and a good book. 240.", reply=True),
    Letter(11, "20:10", ELENA, LINH, 7, 2,
           "I am reading the same book now, the library had one. I am at the storm."),
    Letter(7, "18:25", ELENA, LINH, 6, 1.5,
           "I finished it. I will not say a word until you have. Were the cranes her idea?"),
    Letter(5, "16:30", ELENA, LINH, 5, 3,
           "Not a word, please, I am slow on purpose. Yes, the cranes were her idea. 300.", reply=True),
    Letter(3, "19:05", ELENA, LINH, 6.5, 2,
           "Three hundred. We bought red paper for the next ones. Bà says red is for coming home."),
    Letter(23, "18:00", ELENA, ISAAC, 8, 4,
           "Mr. Begay, your neighbor Elena here. I take the mail in and the dog next door says hello through "
           "the fence."),
    Letter(21, "14:30", ELENA, ISAAC, 6, 5,
           "Thank you, neighbor. The old dog likes the blue ball, it is under the porch. The pears are yours "
           "this year.", reply=True),
    Letter(14, "17:40", ELENA, ISAAC, 7, 3,
           "We found the ball, he is nine again. The pears are in jars, eleven of them, three with ginger."),
    Letter(8, "18:15", ELENA, ISAAC, 5, 2,
           "First frost tonight. I covered your roses the way you showed me."),
    Letter(2, "16:50", ELENA, ISAAC, 6, None,
           "The roses made it. One is still in bloom, a small white one, as if it had not heard that it is "
           "autumn."),
    Letter(20, "13:00", KWAME, ISAAC, 6, 2,
           "Isaac, the book group misses the only one who reads to the end."),
    Letter(1, "20:05", KWAME, ISAAC, None, None,
           "We vote on the next book tomorrow. I put your name down for the long one."),
    Letter(26, "18:30", ROSA, LINH, 6, 2,
           "Linh, do you remember the lake? I found the photograph."),
    Letter(16, "19:15", ROSA, LINH, 5, 2,
           "You look so serious in it, and I have my shoe in my hand."),
)  # fmt: skip

LETTERS: Final = (*_MATEO, *_CHIDI, *_OTHERS_AT_CEDAR_RIDGE, *_HARBOR_POINT)
