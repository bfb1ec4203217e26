"""What a message of a chat says beside its question: greetings, thanks, "could you tell me", and who is writing."""

from __future__ import annotations

import re

from index.words import LEADING

_WORD = (
    r"(?:qui|quoi|quand|o[uù]|combien|comment|pourquoi|quel(?:le)?s?|lequel|laquelle|lesquel(?:le)?s"
    r"|who(?:m|se)?|what|which|when|where|why|how)"
)
# Only strings: most questions begin with a question word and need few of them, and compiling all takes 20 ms.
_ASKING = rf"(?=(?:{LEADING}|a\s)?{_WORD}\b)"  # where an indirect question begins
_PLEASE = r"(?:s['’]il (?:vous|te) pla[iî]t|svp|stp|please|pls)"
_TOLD = (
    r"(?:(?:également|aussi|donc|(?:bien vouloir|avoir (?:l['’]|la )\w+ de)) )*(?:me |m['’]|nous )"
    r"(?:dire|indiquer|préciser|rappeler|expliquer)"
)
_POLITELY = (  # "Pouvez-vous me dire", "Je voudrais savoir", "Can you tell me", "Any idea"
    rf"(?:(?:est-ce que )?(?:(?:tu |vous )?(?:peux|pouvez|pourrais|pourriez)(?:[- ](?:tu|vous))? {_TOLD}|(?:tu |vous )?(?:sais|savez|saurais"
    rf"|sauriez)(?:[- ](?:tu|vous))?)|merci de (?:bien vouloir )?{_TOLD}|(?:dis|dites)[- ](?:moi|nous)|j(?:e |['’])(?:voudrais|voulais|veux"
    r"|souhaite(?:rais)?|aimerais|cherche à|(?:ai|aurais) besoin de)(?: bien)? (?:savoir|connaître)|je me demand(?:e|ais)"
    r"|(?:(?:(?:can|could|would|will) you|i(?:['’]d| would) be (?:(?:very|most) )?grateful if you (?:could|would)) )?(?:please |kindly )?"
    r"(?:(?:tell|remind) (?:me|us)|let (?:me|us) know|explain to (?:me|us))|do you (?:happen to )?know|(?:do you have |have you )?any idea"
    r"|(?:can|could|may|might) i (?:also )?(?:ask|know)|would it be possible to know|i(?:['’]d| would) (?:also )?like to (?:know|ask)"
    r"|i (?:want|need) to know|i (?:wonder|was wondering))"
)
_COURTEOUS = (
    r"(?:(?:bonjour|bonsoir|salut|coucou|bjr|slt|hello|hi|hey|good (?:morning|afternoon|evening))(?: (?:madame|monsieur|à (?:tous|toutes)|there"
    r"|all|everyone))?|merci(?: (?:beaucoup|bien|bcp))?|(?:thanks|thank you)(?: a lot| (?:very|so) much)?|thx|excuse me|sorry|cool|got it"
    r"|ok(?:ay)?|d['’]accord|(?:très )?bien|parfait|super|great|perfect|i see|alright|ah|oh|bon|oui|yes"
    r"|(?:(?:j['’]ai|i have) )?(?:une?|deux|trois|\d|a|an|one|two)(?: \w+)? questions?(?=\s*[:.])"
    rf"|je (?:vous|te) remercie|au revoir|bonne (?:journée|soirée)|à bientôt|(?:good)?bye|have a (?:nice|good) day|{_PLEASE})"
)
_BEFORE = (  # "Merci. ", "Ok et", "hi whens", "Hi, can you tell me where"; not "Bonjour tristesse"
    rf"^(?:{_COURTEOUS}"
    rf"(?:\s*[,;:.!…]+\s*|\s+(?=(?:et|mais|and|but|merci|thanks|thank you|ok|d['’]accord|c['’]est|est-ce|on|il y a|{_WORD}(?:['’]?s)?)\b"
    rf"|(?:is|are|can|do|does|did)\s|{_POLITELY}\b)))*"
    rf"(?P<asked>(?:(?:et|mais|and|but) )?)(?:{_POLITELY}(?:,? {_PLEASE},?)? {_ASKING})?"
)
_IN = r"(?:in (?:english|french)|en (?:anglais|fran[cç]ais))"
_ANSWER = r"(?:please )?(?:(?:answer|reply|respond)(?: me)?|répond(?:s|ez|re)(?:[- ]moi)?) "
_AFTER = (  # ", s'il vous plaît", ", please", "in English please", ". Answer in French"
    rf"(?:[,.;?!]*\s+(?:(?:and|et) )?(?:{_ANSWER})?{_IN},? {_PLEASE}|[,.;?!]\s+{_ANSWER}{_IN}"
    r"|,?\s+(?:s['’]il (?:vous|te) pla[iî]t|je (?:vous|te) (?:prie|remercie)|svp|stp|pls)"
    r"|,\s+(?:please|merci(?: d['’]avance)?|thanks|thank you)"
    # After the question: "? Merci d'avance pour votre aide.", "? Kind regards"
    rf"|(?<=[?.!])(?>(?:[\s,!.]+(?:{_COURTEOUS}|d['’]avance|in advance|cordialement|bien à vous|(?:kind |best )?regards"
    r"|(?:pour|for) (?:votre|ton|your) (?:aide|réponse|retour|help|answer|time))\b)+[\s,!.]*))(?=\W*$)"
)
_WHO_ARE_YOU = (
    r"(?:qui (?:es|êtes)[- ](?:tu|vous)|(?:tu es|t['’]es|vous êtes) qui|comment (?:tu t['’]appelles|vous vous appelez|t['’]appelles-tu"
    r"|vous appelez-vous)|who are you|what(?:['’]s| is) your name)"
)
_NOT_QUOTED = (  # what would take words of our own
    r"(?:(?:(?:tu )?peux(?:-tu)?|(?:vous )?pouvez(?:-vous)?|can you) )?(?:please )?(?:(?:me|le|la|nous) |l['’])?"
    r"(?:résum(?:er?|ez|é)|tradui(?:re|s|sez)|summari[sz]e|summary|translate)(?:[- ](?:moi|me|for me))?"
    r"(?: (?:it|(?:(?:le|ce|cet|the|this|of the) |l['’])(?:texte|article|document|page|text)))?"
)
_CHAT = (  # a message that no text answers: "Merci pour votre aide !", "Ok, bonne journée", "Qui es-tu ?"
    rf"\W*(?>(?:{_COURTEOUS}|(?:et|pour|for|de) (?:(?:votre|ton|your) )?(?:aide|réponses?|help|answers?)|non|no|et|and|génial|top|lol)\b\W*)++"
    rf"|\W*(?:(?:et|mais|and|but) )?(?:{_WHO_ARE_YOU}|{_NOT_QUOTED})\W*"
)
_ASKED_LAST = (  # "et j'aurais besoin de savoir où"
    rf"(?:^|[,;:.] |\b(?:et|mais|and|but) ){_POLITELY}(?:,? {_PLEASE},?)? {_ASKING}"
)
_SENTENCE_BEFORE = r"(?<=[\w)]{3}[.!…]) (?=\w)"  # not after "M."
_OF_MYSELF = (  # "J'habite au port, où part le bus ?"
    rf"(?:(?:je|nous|mon|ma|mes|i|we|my)\b|on m['’]|j['’])[^?]*, (?={_ASKING})"
)


def without_courtesies(message: str) -> str:
    """The message without what is only polite in it; all of it if nothing else is.

    >>> without_courtesies("Hi, could you tell me where it is, please?"), without_courtesies("Merci !")
    ('where it is?', 'Merci !')
    """
    asked = re.sub(_AFTER, "", message, flags=re.IGNORECASE)
    if not _asks_at_once(message):
        asked = re.sub(_BEFORE, lambda before: before["asked"], asked, flags=re.IGNORECASE)
    return asked.rstrip(".") if asked != message and any(map(str.isalnum, asked)) else message


def asked_last(message: str) -> str | None:
    """The question at the end of a message that begins with something else; None if there is nothing else.

    >>> asked_last("Je suis journaliste. Combien de quais ?"), asked_last("J'y étais, et je voudrais savoir où est le quai.")
    ('Combien de quais ?', 'où est le quai')
    """
    text = " ".join(message.split())
    if _asks_at_once(text):  # "When did Col. Maddox retire?"
        return None
    *_, last = re.split(_SENTENCE_BEFORE, text)
    if politely := re.search(_ASKED_LAST, last, re.IGNORECASE):
        last = last[politely.end() :].rstrip(".")
    elif told := re.match(_OF_MYSELF, last, re.IGNORECASE):
        last = last[told.end() :]
    return last if last != text and ("?" in last or _asks_at_once(last)) else None


def is_chat(message: str) -> bool:
    """Whether a message asks nothing that a text could answer: it is polite, asks who the chatbot is, or for a summary.

    >>> [is_chat(message) for message in ("Ok, merci !", "Hi, who are you?", "Résume ce texte", "Merci, et où ?", "Bonjour tristesse")]
    [True, True, True, False, False]
    """
    if _asks_at_once(" ".join(message.split())):
        return _is(rf"{_WHO_ARE_YOU}\W*", message)
    return _is(_CHAT, message) or _is(_CHAT, without_courtesies(message))


def wants_own_words(message: str) -> bool:
    """Whether a message asks for a summary or a translation, which would take words that are not the text's.

    >>> wants_own_words("Résume l'article"), wants_own_words("Translate it, please"), wants_own_words("Merci !")
    (True, True, False)
    """
    return _is(rf"\W*{_NOT_QUOTED}\W*", message) or _is(rf"\W*{_NOT_QUOTED}\W*", without_courtesies(message))


def _is(pattern: str, message: str) -> bool:
    text = " ".join(message.split())
    return any(map(str.isalnum, text)) and bool(re.fullmatch(pattern, text, re.IGNORECASE))


def _asks_at_once(message: str) -> bool:
    return bool(re.match(_ASKING, message, re.IGNORECASE))
