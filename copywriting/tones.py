"""The tones of voice a brief can ask for, and what each means to a copywriter."""

from copywriting.brief import Tone

_TABLE = (
    ("деловой", "сдержанно и по существу, на «вы», без восклицаний; убеждают факты, а не оценки"),
    ("дружелюбный", "тепло и просто, как коллега коллеге; короткие фразы, на «вы», без фамильярности"),
    ("экспертный", "языком специалиста для специалиста: точные термины, причины и следствия, без назидания"),
    ("вдохновляющий", "с ощущением смысла и перспективы, но на конкретных фактах; без пафоса"),
    ("продающий", "энергично, с ясной пользой и призывом к действию; без давления и ложной срочности"),
    (
        "с юмором",
        "с лёгкой иронией и узнаваемой рабочей сценой; не над читателем и не над безопасностью",
    ),
    ("нейтральный", "информационно, третьим лицом, без оценок и обращений"),
    ("лаконичный", "предельно коротко: одна мысль на фразу, ни одного лишнего слова"),
)
_DIRECTIONS = {Tone(name): direction for name, direction in _TABLE}
TONES: tuple[Tone, ...] = tuple(_DIRECTIONS)
DEFAULT_TONE = Tone("деловой")


def direction(tone: Tone) -> str:
    """What the tone means; empty for a tone in the user's own words, which are the direction themselves."""
    return _DIRECTIONS.get(tone, "")
