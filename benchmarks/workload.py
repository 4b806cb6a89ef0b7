"""What is asked of every engine: a prompt of about 300 tokens, and texts of a fixed length."""

from inference.contract import GenerationRequest, Message, Sampling, Tail

SAMPLING = Sampling(temperature=0.8, top_k=40, top_p=0.95, min_p=0.05)  # llama-cpp-python's defaults
ANGLES = ("выгода", "боль клиента", "цифра", "вопрос")

RULES = (
    "Ты пишешь рекламные тексты для отдела маркетинга инженерной компании. Пиши по-русски, деловым тоном,"
    " без канцелярита и без превосходных степеней, которые нечем подтвердить. Не придумывай чисел, дат,"
    " имён и контактов: бери их только из брифа. Не обещай результата, который зависит не от нас."
    " Обращайся к читателю на «вы». Первое предложение держит внимание, последнее зовёт к одному действию."
    " Площадка: пост в Telegram, до 900 знаков, абзацы через пустую строку, не больше двух эмодзи, без"
    " хэштегов."
)
BRIEF = (
    "Задача: анонсировать вебинар. Вебинар «Цифровой двойник производства: с чего начать» пройдёт 14"
    " марта в 11:00 по московскому времени, онлайн, участие бесплатное. Ведущий разберёт три внедрения на"
    " заводах, покажет модель линии и ответит на вопросы. Регистрация до 12 марта по ссылке"
    " example.org/twin."
)


def cold(job: int) -> tuple[Message, ...]:
    """A prompt whose very first words no other job has, so that no cache can help."""
    return (Message("user", f"Задание № {job}. {RULES}\n\n{BRIEF}"),)


def warm(job: int) -> tuple[Message, ...]:
    """A prompt that shares the rules with every other job."""
    return (Message("user", f"{RULES}\n\nБриф № {job}. {BRIEF}"),)


def request(
    messages: tuple[Message, ...],
    *,
    variants: int = 4,
    tokens: int = 64,
    alike: bool = False,
    tenant: int = 0,
) -> GenerationRequest:
    """``alike``: all variants from one prompt, told apart by their seed only."""
    tails = tuple(
        Tail("" if alike else f"\n\nУгол подачи: {ANGLES[index % len(ANGLES)]}.", seed=index)
        for index in range(variants)
    )
    return GenerationRequest(messages, tails, max_tokens=tokens, sampling=SAMPLING, tenant=tenant)
