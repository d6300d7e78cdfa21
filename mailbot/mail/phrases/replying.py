"""Words that we put around our own replies, by language."""

from __future__ import annotations

#: Line above the quote. Fields: {name}, {date}, {time}.
ATTRIBUTIONS: dict[str, str] = {
    "en": "On {date} at {time}, {name} wrote:",
    "es": "El {date} a las {time}, {name} escribió:",
    "fr": "Le {date} à {time}, {name} a écrit :",
    "pt": "Em {date} às {time}, {name} escreveu:",
    "vi": "Vào {date} lúc {time}, {name} đã viết:",
    "ja": "{date} {time}、{name} のメール:",
    "de": "Am {date} um {time} schrieb {name}:",
}

#: Dates in them. Fields: {day}, {month} (name), {number} (of the month), {year}.
DATES: dict[str, str] = {
    "en": "{day} {month} {year}",
    "es": "{day} de {month} de {year}",
    "fr": "{day} {month} {year}",
    "pt": "{day} de {month} de {year}",
    "vi": "ngày {day} tháng {number} năm {year}",
    "ja": "{year}年{number}月{day}日",
    "de": "{day}. {month} {year}",
}

MONTHS: dict[str, tuple[str, ...]] = {
    "en": tuple("January February March April May June July August September October November December".split()),
    "es": tuple("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()),
    "fr": tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
    "pt": tuple("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split()),
    "de": tuple("Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()),
}

#: Subject of a reply to a mail that had none.
YOUR_MESSAGE: dict[str, str] = {
    "en": "Your message",
    "es": "Su mensaje",
    "fr": "Votre message",
    "pt": "A sua mensagem",
    "vi": "Thư của quý khách",
    "ja": "お問い合わせの件",
    "de": "Ihre Nachricht",
}
