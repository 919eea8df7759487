"""What a quiz asks and says, in each language."""

from collections.abc import Mapping

from agent.rules.rule import Words
from agent.wire_lesson import QuestionKind

PROMPTS: Mapping[QuestionKind, Words] = {
    "fine": Words(
        ja="この文に問題はありますか？",
        zh="这段文字有问题吗？",
        en="Is there a fault in this text?",
    ),
    "rule": Words(
        ja="ここの問題はどれですか？",
        zh="这里的问题是哪一个？",
        en="What is wrong here?",
    ),
    "fix": Words(
        ja="問題がなくなるように書き直してください。",
        zh="请改写这段文字，使其不再有问题。",
        en="Rewrite it so that the fault is gone.",
    ),
}
FAULT = Words(ja="問題あり", zh="有问题", en="There is a fault")
FINE = Words(ja="問題なし", zh="没有问题", en="It is fine")
NO_FAULT = Words(
    ja="この文に問題はありません。",
    zh="这段文字没有问题。",
    en="This text is fine.",
)
MENDED = Words(ja="直りました。", zh="已改好。", en="The fault is gone.")
