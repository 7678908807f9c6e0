"""The words of every mail in every language they are written in; none carries a message, a name or a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.services.mails import MailKind, News

DEFAULT: Final = "en"


@dataclass(frozen=True)
class Words:
    """Subject and text; `{code}`, `{device}`, `{time}` and `{news}` are filled in."""

    subject: str
    text: str


_NOT_YOU: Final = (
    "If this was not you: open GettingOut, choose “Forgot your password?” and set a new password. That signs every "
    "device out."
)
_NOT_YOU_ES: Final = (
    "Si no fue usted: abra GettingOut, elija «¿Olvidó su contraseña?» y ponga una contraseña nueva. Con eso se cierra "
    "la sesión en todos los dispositivos."
)
_ENGLISH: Final = {
    MailKind.CONFIRM_EMAIL: Words(
        "Your code to confirm this address",
        "Type this code into GettingOut to use this address for your account:\n\n    {code}\n\nIt works for 30 "
        "minutes, once. Until then your account keeps the address it has.\n\nIf you did not ask for it, you need do "
        "nothing.",
    ),
    MailKind.EMAIL_CHANGED: Words(
        "The address of your account was changed",
        "At {time} your GettingOut account got another email address. This one is not used any more.\n\nIf this was "
        "not you, please write to whoever runs the service for you, at once.",
    ),
    MailKind.RESET: Words(
        "Your code for a new password",
        "Type this code into GettingOut, together with a new password:\n\n    {code}\n\nIt works for 30 minutes, once. "
        "It signs every device out and nobody in.\n\nIf you did not ask for it, you need not do anything: your "
        "password stays as it is.",
    ),
    MailKind.PASSWORD_CHANGED: Words(
        "Your password was changed",
        "At {time} the password of your GettingOut account was changed.\n\n" + _NOT_YOU,
    ),
    MailKind.SIGNED_IN: Words(
        "A new device is signed in",
        "At {time} somebody signed in to your GettingOut account on this device: {device}.\n\nMy Account, Devices "
        "lists every device and can sign each one out.\n\n" + _NOT_YOU,
    ),
    MailKind.TWO_FACTOR_ON: Words(
        "Two-factor codes are on",
        "Since {time} signing in to your GettingOut account takes a code of your app as well.\n\n" + _NOT_YOU,
    ),
    MailKind.TWO_FACTOR_OFF: Words(
        "Two-factor codes are off",
        "Since {time} your password alone opens your GettingOut account.\n\n" + _NOT_YOU,
    ),
    MailKind.RECOVERY_USED: Words(
        "A recovery code was used",
        "At {time} one of your recovery codes was used up.\n\n" + _NOT_YOU,
    ),
    MailKind.NEWS: Words(
        "News for you",
        "{news}\n\nThese mails come at most once an hour. My Account, Notifications turns them off.",
    ),
    MailKind.CLOSED: Words(
        "Your account is closed",
        "At {time} your GettingOut account was closed, as you wished. Nobody can sign in to it any more, and this "
        "address is deleted from it.\n\nA payment by card that your bank finishes only after that goes back to the "
        "card by itself.",
    ),
}
_SPANISH: Final = {
    MailKind.CONFIRM_EMAIL: Words(
        "Su código para confirmar esta dirección",
        "Escriba este código en GettingOut para usar esta dirección en su cuenta:\n\n    {code}\n\nSirve durante 30 "
        "minutos, una sola vez. Hasta entonces su cuenta conserva la dirección que tiene.\n\nSi no lo pidió, no tiene "
        "que hacer nada.",
    ),
    MailKind.EMAIL_CHANGED: Words(
        "Se cambió la dirección de su cuenta",
        "A las {time} su cuenta de GettingOut recibió otra dirección de correo. Esta ya no se usa.\n\nSi no fue usted, "
        "escriba enseguida a quien le presta el servicio.",
    ),
    MailKind.RESET: Words(
        "Su código para una contraseña nueva",
        "Escriba este código en GettingOut, junto con una contraseña nueva:\n\n    {code}\n\nSirve durante 30 minutos, "
        "una sola vez. Cierra la sesión en todos los dispositivos y no la abre en ninguno.\n\nSi no lo pidió, no tiene "
        "que hacer nada: su contraseña sigue igual.",
    ),
    MailKind.PASSWORD_CHANGED: Words(
        "Se cambió su contraseña",
        "A las {time} se cambió la contraseña de su cuenta de GettingOut.\n\n" + _NOT_YOU_ES,
    ),
    MailKind.SIGNED_IN: Words(
        "Se inició sesión en un dispositivo nuevo",
        "A las {time} alguien inició sesión en su cuenta de GettingOut en este dispositivo: {device}.\n\nMi cuenta, "
        "Dispositivos muestra todos los dispositivos y permite cerrar la sesión en cada uno.\n\n"
        + _NOT_YOU_ES,
    ),
    MailKind.TWO_FACTOR_ON: Words(
        "Los códigos de dos pasos están activados",
        "Desde las {time} para iniciar sesión en su cuenta de GettingOut hace falta también un código de su "
        "aplicación.\n\n" + _NOT_YOU_ES,
    ),
    MailKind.TWO_FACTOR_OFF: Words(
        "Los códigos de dos pasos están desactivados",
        "Desde las {time} su contraseña sola abre su cuenta de GettingOut.\n\n" + _NOT_YOU_ES,
    ),
    MailKind.RECOVERY_USED: Words(
        "Se usó un código de recuperación",
        "A las {time} se gastó uno de sus códigos de recuperación.\n\n" + _NOT_YOU_ES,
    ),
    MailKind.NEWS: Words(
        "Novedades para usted",
        "{news}\n\nEstos correos llegan como mucho una vez por hora. Mi cuenta, Avisos los desactiva.",
    ),
    MailKind.CLOSED: Words(
        "Su cuenta está cerrada",
        "A las {time} se cerró su cuenta de GettingOut, como usted quiso. Ya nadie puede iniciar sesión en ella, y "
        "esta dirección se borró de la cuenta.\n\nUn pago con tarjeta que su banco termine después vuelve por sí solo "
        "a la tarjeta.",
    ),
}
LANGUAGES: Final = {"en": _ENGLISH, "es": _SPANISH}
_ENGLISH_NEWS: Final = {
    News.OFFERED: Words(
        "Please answer: your photo can be passed on changed",
        "A photo you sent, by itself or in a post, can't be passed on as it is, but it can be passed on changed. Open "
        "GettingOut, look at the change and say yes or no, until {time}. Without your answer it is not approved then.",
    ),
    News.MESSAGE_REFUSED: Words(
        "A message you sent was not approved",
        "A message you sent was not approved, so you did not pay for it. Open GettingOut to read why, and what you "
        "can do.",
    ),
    News.PHOTO_REFUSED: Words(
        "A photo you sent was not approved",
        "A photo you sent was not approved, so you did not pay for it. Open GettingOut to read why, and what you can "
        "do.",
    ),
    News.POST_REFUSED: Words(
        "A post of yours was not approved",
        "A post of yours was not approved, so you did not pay for it. Open GettingOut to read why, and what you can "
        "do.",
    ),
    News.ARRIVED: Words("Something arrived for you", "Something arrived for you. Open GettingOut to see it."),
}
_SPANISH_NEWS: Final = {
    News.OFFERED: Words(
        "Responda, por favor: su foto puede entregarse con un cambio",
        "Una foto que usted envió, sola o en una publicación, no puede entregarse tal como está, pero sí con un "
        "cambio. Abra GettingOut, mire el cambio y diga sí o no hasta el {time}. Sin su respuesta, quedará sin "
        "aprobar.",
    ),
    News.MESSAGE_REFUSED: Words(
        "No se aprobó un mensaje que usted envió",
        "No se aprobó un mensaje que usted envió, así que no pagó por él. Abra GettingOut para leer por qué y qué "
        "puede hacer.",
    ),
    News.PHOTO_REFUSED: Words(
        "No se aprobó una foto que usted envió",
        "No se aprobó una foto que usted envió, así que no pagó por ella. Abra GettingOut para leer por qué y qué "
        "puede hacer.",
    ),
    News.POST_REFUSED: Words(
        "No se aprobó una publicación suya",
        "No se aprobó una publicación suya, así que no pagó por ella. Abra GettingOut para leer por qué y qué puede "
        "hacer.",
    ),
    News.ARRIVED: Words("Llegó algo para usted", "Llegó algo para usted. Abra GettingOut para verlo."),
}
NEWS: Final = {"en": _ENGLISH_NEWS, "es": _SPANISH_NEWS}


def words(kind: MailKind, language: str) -> Words:
    """The words in this language, or in English where there are none."""
    return LANGUAGES.get(language.partition("-")[0], _ENGLISH)[kind]


def news_words(news: News, language: str) -> Words:
    """Likewise; the text is one paragraph of a mail with news, the subject is the mail's if nothing presses more."""
    return NEWS.get(language.partition("-")[0], _ENGLISH_NEWS)[news]
