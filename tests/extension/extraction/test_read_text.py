"""``tenken.dom.readText``: what a reader sees, and back to the document, in UTF-16 offsets."""

import pytest

from tests.extension.extraction.conftest import OpenHtml

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

URL = "https://reading.example/"
EVERY_SPAN = """
(() => {
  const read = tenken.dom.readText(document.querySelector("main"));
  const bare = (text) => text.replace(/\\s/g, "");
  const wrong = [];
  for (let start = 0; start <= read.text.length; start += 1) {
    for (let end = start + 1; end <= read.text.length; end += 1) {
      const range = read.range(start, end);
      const text = read.text.slice(start, end);
      if (!range) { if (text !== "\\n".repeat(text.length)) wrong.push([start, end, text, null]); continue; }
      if (bare(range.toString()) !== bare(text)) wrong.push([start, end, text, range.toString()]);
    }
  }
  return { text: read.text, wrong };
})()
"""

SEEN = [
    pytest.param("  a \n\t b  ", "a b", id="white space collapses and is trimmed"),
    pytest.param("送料<b>無</b><i><u>料</u></i>の品", "送料無料の品", id="a word across nested inline nodes"),
    pytest.param("a <b> b</b> <i> c</i>", "a b c", id="one space across nodes that each have one"),
    pytest.param("20&nbsp;x&nbsp; y", "20\u00a0x\u00a0 y", id="no-break spaces stay"),
    pytest.param("全角　空白", "全角　空白", id="ideographic space stays"),
    pytest.param("<b>𠮷</b>野家 👨‍👩‍👧‍👦🍵 ★", "𠮷野家 👨‍👩‍👧‍👦🍵 ★", id="characters beyond the first plane"),
    pytest.param("か\u3099 e\u0301", "か\u3099 e\u0301", id="combining marks are not composed"),
    pytest.param("one<br>two<br><br>three", "one\ntwo\n\nthree", id="line breaks"),
    pytest.param("<div>one</div><p>two</p><ul><li>three<li>four</ul>", "one\ntwo\nthree\nfour", id="blocks"),
    pytest.param("a<div><div>b</div></div>c", "a\nb\nc", id="nested blocks make one break"),
    pytest.param("<pre> two  spaces\n\n line </pre>", "two  spaces\n\n line", id="preformatted text"),
    pytest.param("<p style='white-space:pre-line'>a   b \n  c</p>", "a b\nc", id="pre-line"),
    pytest.param("<pre>a\n</pre>b", "a\nb", id="the line break that ends a pre"),
    pytest.param(
        "a<span style='display:none'>hidden</span><script>1</script><style>x{}</style><b hidden>h</b> b",
        "a b",
        id="hidden elements, scripts and styles",
    ),
    pytest.param(
        "a<span style='visibility:hidden'> x <i style='visibility:visible'>y</i></span>",
        "ay",
        id="visibility",
    ),
    pytest.param("a <input value=x><textarea>y</textarea><select><option>z</select> b", "a b", id="controls"),
    pytest.param("a<!-- not text -->b&zwnj;c", "ab\u200cc", id="comments and zero-width characters"),
    pytest.param(
        "<div style='display:flex'><span>¥</span><span>4,500</span></div>", "¥\n4,500", id="flex items"
    ),
    pytest.param("   <div> </div>  ", "", id="nothing but white space"),
]


@pytest.mark.parametrize(("html", "text"), SEEN)
async def test_text_is_what_a_reader_sees_and_every_span_maps_back(
    open_html: OpenHtml, html: str, text: str
) -> None:
    opened = await open_html(URL, f"<main>{html}</main>")
    result = await opened.run(EVERY_SPAN)
    assert result["text"] == text
    unread_text_between = "hidden" in html or "<select" in html
    assert unread_text_between or result["wrong"] == []


async def test_single_characters_map_back_across_hidden_elements(open_html: OpenHtml) -> None:
    opened = await open_html(URL, "<main>a<b hidden>x</b>𠮷<i style='display:none'>y</i>c</main>")
    letters = await opened.run("""(() => {
        const read = tenken.dom.readText(document.querySelector("main"));
        return [[0, 1], [1, 3], [3, 4]].map(([start, end]) => read.range(start, end).toString());
    })()""")
    assert letters == ["a", "𠮷", "c"]


async def test_random_trees_read_as_chromium_renders_them(open_html: OpenHtml) -> None:
    """``innerText`` is the oracle, but for a ``<br>`` before a block: it counts two breaks, one is seen."""
    opened = await open_html(URL, "<main></main>")
    wrong = await opened.run("""(() => {
        let seed = 20261122;
        const random = (below) => {
            seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
            return (seed >>> 8) % below;
        };
        const words = ["a", " b ", "\\n", "  ", "𠮷", "送料", " 👨‍👩‍👧 ", "\\t c\\n d",
            "e\\u00a0f", "ｶﾞ", "x\\u200by"];
        const tags = ["span", "b", "i", "div", "section", "pre", "br", "span", "b"];
        const grow = (parent, depth) => {
            for (let left = 1 + random(4); left > 0; left -= 1) {
                if (depth === 0 || random(3) === 0) { parent.append(words[random(words.length)]); continue; }
                const child = document.createElement(tags[random(tags.length)]);
                if (child.localName !== "br") grow(child, depth - 1);
                parent.append(child);
            }
        };
        const main = document.querySelector("main");
        const lines = (text) => text.replace(/[ \\t]*\\n\\s*/g, "\\n");
        const wrong = [];
        for (let round = 0; round < 400; round += 1) {
            main.replaceChildren();
            grow(main, 3);
            const read = tenken.dom.readText(main);
            const seen = lines(main.innerText.trim());
            if (lines(read.text) !== seen) wrong.push([main.outerHTML, read.text, seen]);
            for (let at = 0; at < read.text.length; at += 1) {
                const range = read.range(at, at + 1);
                const same = range?.toString() === read.text[at] || /\\s/.test(read.text[at]);
                if (!same) wrong.push([main.outerHTML, at]);
            }
        }
        return wrong.slice(0, 3);
    })()""")
    assert wrong == []


@pytest.mark.parametrize(
    ("start", "end"),
    [(-1, 1), (2, 1), (0, 99), (5, 9)],
    ids=["negative", "reversed", "beyond", "partly beyond"],
)
async def test_offsets_out_of_range_give_no_range(open_html: OpenHtml, start: int, end: int) -> None:
    opened = await open_html(URL, "<main>abcdef</main>")
    read = 'tenken.dom.readText(document.querySelector("main"))'
    assert await opened.run(f"{read}.range({start}, {end})") is None
    assert await opened.run(f"tenken.dom.slice({read}, 1, 4).range({start}, {end})") is None


async def test_text_that_changed_since_it_was_read_gives_no_range(open_html: OpenHtml) -> None:
    opened = await open_html(URL, "<main><b>送料無料</b>の品</main>")
    ranges = await opened.run("""(() => {
        const main = document.querySelector("main");
        const read = tenken.dom.readText(main);
        const before = read.range(0, 4)?.toString();
        main.firstChild.firstChild.data = "送料込み";
        return [before, read.range(0, 4), read.range(4, 6)?.toString()];
    })()""")
    assert ranges == ["送料無料", None, "の品"]


async def test_slices_and_joined_texts_map_back_to_the_same_characters(open_html: OpenHtml) -> None:
    opened = await open_html(URL, "<main><a>家</a> › <a>𠮷野 台所</a> <i>978-4</i></main>")
    result = await opened.run("""(() => {
        const { readText, slice, join } = tenken.dom;
        const [home, kitchen] = [...document.querySelectorAll("a")].map((a) => readText(a));
        const path = join([home, kitchen], " > ");
        const code = readText(document.querySelector("i"));
        const digits = join([slice(code, 0, 3), slice(code, 4, 5)], "");
        return [path.text, path.range(4, 8)?.toString(), path.range(0, 6)?.toString(), path.range(1, 4),
                digits.text, digits.range(0, 4)?.toString(), slice(kitchen, 3, 5).range(0, 2)?.toString()];
    })()""")
    assert result == ["家 > 𠮷野 台所", "𠮷野 ", "家 › 𠮷", None, "9784", "978-4", " 台"]
