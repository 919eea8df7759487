"""What the demo says, in the three languages of the interface."""

WORDS: dict[str, dict[str, str]] = {
    "title": {
        "en": "Tenken demo: what was seen",
        "ja": "Tenken デモ：確認できたこと",
        "zh": "Tenken 演示：实际看到的结果",
    },
    "typed": {
        "en": "Typed “{0}”. The faults are marked at their words.",
        "ja": "「{0}」と入力。問題の箇所に印が付きました。",
        "zh": "输入“{0}”后，有问题的词句已被标出。",
    },
    "card": {
        "en": "Opened the card on the mark: {0}.",
        "ja": "印をクリックしてカードを表示：{0}。",
        "zh": "点击标记，打开说明卡片：{0}。",
    },
    "fixed": {
        "en": "Applied the fix. The field now holds “{0}”.",
        "ja": "修正を適用。入力欄は「{0}」になりました。",
        "zh": "应用修改后，输入框的内容为“{0}”。",
    },
    "undone": {
        "en": "Pressed Ctrl-Z. The field holds “{0}” again, and the mark is back.",
        "ja": "Ctrl-Z で元に戻しました。入力欄は再び「{0}」となり、印も戻りました。",
        "zh": "按 Ctrl-Z 撤销后，输入框恢复为“{0}”，标记也重新出现。",
    },
    "findings": {"en": "Findings", "ja": "検出結果", "zh": "检查结果"},
    "kind": {"en": "Kind", "ja": "種別", "zh": "级别"},
    "field": {"en": "Field", "ja": "項目", "zh": "字段"},
    "place": {"en": "Place", "ja": "箇所", "zh": "位置"},
    "message": {"en": "What is wrong", "ja": "内容", "zh": "问题"},
    "rule": {"en": "Rule", "ja": "ルール", "zh": "规则"},
    "error": {"en": "error", "ja": "エラー", "zh": "错误"},
    "warning": {"en": "warning", "ja": "警告", "zh": "警告"},
    "info": {"en": "note", "ja": "情報", "zh": "提示"},
    "unsure": {"en": "cannot tell", "ja": "判定不可", "zh": "无法判定"},
    "whole": {"en": "(whole field)", "ja": "（項目全体）", "zh": "（整个字段）"},
    "window": {
        "en": "A window with the practice listing is open. Edit it, click a mark, close the window to end.",
        "ja": "練習用の出品画面です。編集して印をクリックしてみてください。ウィンドウを閉じると終わります。",
        "zh": "已打开练习用的商品编辑页面。请随意编辑、点击标记；关闭窗口即可结束。",
    },
    "saved": {"en": "Report: {0}", "ja": "レポート:{0}", "zh": "报告:{0}"},
}


def say(locale: str, key: str, *values: object) -> str:
    """The text of ``key`` in ``locale`` with its values filled in."""
    return WORDS[key][locale].format(*values)
