"""Normalises a question for the models, and recognises sentences of a text that ask it themselves."""

from __future__ import annotations

import re
import unicodedata

from index.chunking import sentence_around
from index.languages import question_language
from index.terms import LEADING, content_words

_SHOUTED = 3  # least words of a question typed in capitals; fewer may be a name
_MOST = 0.7  # share of the question's words that a sentence must have to ask it
_WORD = (
    r"(?:qui|quoi|quand|o[uù]|combien|comment|pourquoi|quel(?:le)?s?|lequel|laquelle|lesquel(?:le)?s"
    r"|who(?:m|se)?|what|which|when|where|why|how)"
)
_ASKING = rf"(?=(?:{LEADING}|a\s)?{_WORD}\b)"  # where an indirect question begins
_SPELT = [  # French as it is typed in a hurry, and what is meant; in this order
    (re.compile(pattern), meant)
    for pattern, meant in (
        (r"\bk(?=(?:oi|i|els?|elles?)\b)", "qu"),
        (r"\b(?:kand?|qd)\b", "quand"),
        (r"\b(?:p[kq]|p(?:our)?koi)\b", "pourquoi"),
        (r"\bpr(?=\s[a-zà-ÿ])", "pour"),
        (r"^cb\b|(?<=te )cb\b|\bcb(?=\s(?:de|[cç]a)\b)", "combien"),  # elsewhere a bank card
        (
            r"\bca(?=\s[a-zà-ÿ])|(?:^|(?<=(?:heure|mbien|quand)\s))sa(?=\s(?:co[uû]te|ouvre|ferme|commence|finit|dure|se)\b)",
            "ça",
        ),
        (r"^[CS]a(?=\s(?:co[uû]te|ouvre|ferme|commence|finit|dure|se)\b)", "Ça"),
        (r"\b([Cc])(?=est\b)", r"\1'"),
        (r"\b([Cc])[eé](?=tait\b)", r"\1'é"),
        (r"(\bc|^C)(?=\s(?:quoi|o[uù]|quand|combien|gratuit|payant|ouvert|ferm[ée])\b)", r"\1'est"),
        (r"^([Cc])(?=\s(?:qui|comment|quel(?:le)?|[aà]|le|la|les|un|une)\b)", r"\1'est"),
        (r"\b([Qq])u(?!['’]est-)['’\s]?est[\s-]ce(?=\squ)", r"\1u'est-ce"),
        (r"\b([Ee])st\sce(?=\squ(?:e\b|['’i]|on\b))", r"\1st-ce"),
        (r"\bqu(?=(?:ils?|on)\b)", "qu'"),
        (r"\b([Jj])usqu?['’]?\s?[aà]\b", r"\1usqu'à"),
        (r"\b([Oo])u(?=\W*$)|^([Oo])u(?=\s(?!(?:bien|encore|alors|à|en|pour|les?|la|une?)\b))", r"\1\2ù"),
        (r"(?<=\bc'est\s)ou\b|(?<=^et\s)ou\b|(?<=^[Dd]['’])ou\b|(?<=[Ii]l\sest\s)ou\b|(?<=[Ee]lle\sest\s)ou\b", "où"),
        (r"^(Et\s|et\s|)[Yy]['’]?\s?a(?=(?:vait)?\s(?:une?|des?|combien|quoi)\b)", r"\1il y a"),
    )
]
_PLEASE = r"(?:s['’]il (?:vous|te) pla[iî]t|svp|stp|please)"
_TOLD = r"(?:(?:également|aussi|donc|(?:bien vouloir|avoir (?:l['’]|la )\w+ de)) )*(?:me |m['’]|nous )(?:dire|indiquer|préciser|rappeler|expliquer)"
_POLITELY = (  # "Pouvez-vous me dire", "Je voudrais savoir", "Can you tell me", "I would like to know"
    rf"(?:(?:est-ce que )?(?:(?:tu |vous )?(?:peux|pouvez|pourrais|pourriez)(?:[- ](?:tu|vous))? {_TOLD}|(?:tu |vous )?(?:sais|savez|saurais"
    rf"|sauriez)(?:[- ](?:tu|vous))?)|merci de (?:bien vouloir )?{_TOLD}|(?:dis|dites)[- ](?:moi|nous)|j(?:e |['’])(?:voudrais|voulais|veux"
    r"|souhaite(?:rais)?|aimerais|cherche à|(?:ai|aurais) besoin de)(?: bien)? (?:savoir|connaître)|je me demand(?:e|ais)|(?:(?:can|could|would|will) you )?(?:please |kindly )?"
    r"(?:tell|remind) (?:me|us)|do you (?:happen to )?know|i(?:['’]d| would) like to know|i (?:want|need) to know|i (?:wonder|was wondering))"
)
_COURTEOUS = (
    r"(?:(?:bonjour|bonsoir|salut|coucou|bjr|slt|hello|hi|hey)(?: (?:madame|monsieur|à (?:tous|toutes)|there|all|everyone))?|merci(?: (?:beaucoup|bien|bcp))?"
    r"|thanks(?: a lot)?|thank you|ok(?:ay)?|d['’]accord|(?:très )?bien|parfait|super|great|perfect|i see|alright|ah|oh|bon|oui|yes"
    r"|(?:(?:j['’]ai|i have) )?(?:une?|deux|trois|\d|a|an|one|two)(?: \w+)? questions?(?=\s*[:.])"
    rf"|je (?:vous|te) remercie|au revoir|bonne (?:journée|soirée)|à bientôt|(?:good)?bye|have a (?:nice|good) day|{_PLEASE})"
)
_COURTESY = re.compile(  # before a question in a chat: "Merci. ", "Ok et", "Hi, can you tell me where"; not "Bonjour tristesse"
    rf"^(?:{_COURTEOUS}"
    rf"(?:\s*[,;:.!…]+\s*|\s+(?=(?:et|mais|and|but|merci|ok|d['’]accord|c['’]est|est-ce|on|il y a|{_WORD})\b|{_POLITELY}\b)))*"
    rf"(?P<asked>(?:(?:et|mais|and|but) )?)(?:{_POLITELY}(?:,? {_PLEASE},?)? {_ASKING})?",
    re.IGNORECASE,
)
_CHAT = re.compile(  # a message about no text: "Merci pour votre aide !", "Ok, bonne journée", "Qui es-tu ?"
    rf"\W*(?:(?:{_COURTEOUS}|(?:et|pour|for|de) (?:(?:votre|ton|your) )?(?:aide|réponses?|help|answers?)|non|no|et|and|cool|génial|top|lol)\b\W*)+"
    r"|\W*(?:(?:et|mais|and|but) )?(?:qui (?:es|êtes)[- ](?:tu|vous)|(?:tu es|t['’]es|vous êtes) qui|comment (?:tu t['’]appelles|vous vous appelez"
    r"|t['’]appelles-tu|vous appelez-vous)|who are you|what(?:['’]s| is) your name)\W*",
    re.IGNORECASE,
)
_THANKS = re.compile(  # after it: ", s'il vous plaît", ", please"
    r"(?:,?\s+(?:s['’]il (?:vous|te) pla[iî]t|je (?:vous|te) (?:prie|remercie)|svp|stp)|,\s+(?:please|merci(?: d['’]avance)?|thanks|thank you))(?=\W*$)",
    re.IGNORECASE,
)
_ASKED_LAST = re.compile(  # "et j'aurais besoin de savoir où"
    rf"(?:^|[,;:.] |\b(?:et|mais|and|but) ){_POLITELY}(?:,? {_PLEASE},?)? {_ASKING}", re.IGNORECASE
)
_SENTENCE_BEFORE = re.compile(r"(?<=[\w)]{3}[.!…]) (?=\w)")  # not after "M."
_OF_MYSELF = re.compile(  # "J'habite au port, où part le bus ?"
    rf"(?:(?:je|nous|mon|ma|mes|i|we|my)\b|on m['’]|j['’])[^?]*, (?={_ASKING})", re.IGNORECASE
)
_TELLS = re.compile(  # a question that tells something
    r"\W*(?:(?:le )?(?:saviez|savez)-vous qu|did you know\b(?! (?:what|when|where|who|how|why)))", re.IGNORECASE
)


def well_formed(question: str, language: str | None = None) -> str:
    """The question with plain spaces, a capital and one question mark, as in the reader's training data; no courtesies.

    A question that has them is unchanged.

    Args:
        language: ISO 639-1 code, if known.

    >>> well_formed("combien  de\\nquais"), well_formed("how many quays ??"), well_formed("WHERE IS THE PORT?")
    ('Combien de quais ?', 'How many quays?', 'Where is the port?')
    """
    text = " ".join(unicodedata.normalize("NFC", question).split())
    text = _spelt(text)
    asked = _THANKS.sub("", _COURTESY.sub(lambda before: before["asked"], text))
    if asked != text and any(map(str.isalnum, asked)):  # not "Merci !"
        text = _spelt(asked.rstrip("."))
    if text.isupper() and len(text.rstrip(" ?").split()) >= _SHOUTED:
        text = text.lower()
    if not text[1:2].isupper():  # "iPhone"
        text = text[:1].upper() + text[1:]
    bare = text.rstrip(" ?")
    if bare == text and not text[-1:].isalnum():  # it ends in another mark
        return text
    code = question_language(text) if language is None else language
    return bare + (" ?" if code == "fr" else "?")


def _spelt(text: str) -> str:
    """The French question in full: "C'est quand ?" for "c kan". In other languages the letters may mean something else."""
    full = text
    for pattern, meant in _SPELT:
        full = pattern.sub(meant, full)
    return full if full == text or question_language(full) == "fr" else text


def asked_last(question: str, language: str | None = None) -> str | None:
    """The question at the end of a message that begins with something else; None if there is nothing else.

    >>> asked_last("Je suis journaliste. Combien de quais ?"), asked_last("J'y étais, et je voudrais savoir où est le quai.")
    ('Combien de quais ?', 'Où est le quai ?')
    """
    text = " ".join(question.split())
    if re.match(_ASKING, text, re.IGNORECASE):  # "When did Col. Maddox retire?"
        return None
    *_, last = _SENTENCE_BEFORE.split(text)
    if politely := _ASKED_LAST.search(last):
        last = last[politely.end() :].rstrip(".")
    elif told := _OF_MYSELF.match(last):
        last = last[told.end() :]
    return well_formed(last, language) if last != text else None


def is_chat(message: str) -> bool:
    """Whether a message asks nothing of a text: it is polite, or asks who the chatbot is.

    >>> [is_chat(message) for message in ("Ok, merci !", "Bonne journée", "Qui es-tu ?", "Merci, et où ?", "Bonjour tristesse")]
    [True, True, True, False, False]
    """
    return any(map(str.isalnum, message)) and bool(_CHAT.fullmatch(" ".join(message.split())))


def is_asked_there(question: str, text: str, start: int, end: int) -> bool:
    """Whether the sentence around ``[start, end)`` asks this question itself, as in an interview; it cannot answer it.

    >>> faq = "Combien coûte l'inscription ? Elle coûte 20 €."
    >>> [is_asked_there("Combien coûte une inscription ?", faq, *span) for span in ((14, 27), (41, 45))]
    [True, False]
    """
    if "?" not in text:
        return False
    first, last = sentence_around(text, start, end)
    if not text[first:last].rstrip(' \u00a0\u202f»”"').endswith("?"):
        return False
    if _TELLS.match(text, first, last):
        return False
    asked, said = ({word[:5] for word in content_words(each)} for each in (question, text[first:last]))
    return bool(asked) and len(asked & said) >= _MOST * len(asked)
