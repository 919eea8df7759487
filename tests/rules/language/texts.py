"""One plain product text in each language, of our own writing."""

TEXTS = {
    "de": (
        "Die Flasche ist aus Edelstahl und hält Getränke bis zu 24 Stunden kalt. Der Deckel ist "
        "für die Spülmaschine nicht geeignet, die Flasche auch nicht."
    ),
    "en": (
        "The bottle is made of stainless steel and keeps drinks cold for up to 24 hours. Do not "
        "put the lid into the dishwasher, and wash it by hand before you use it."
    ),
    "es": (
        "La botella es de acero inoxidable y mantiene las bebidas frías hasta 24 horas. La tapa "
        "no es apta para el lavavajillas, y se puede lavar a mano con agua y jabón."
    ),
    "fr": (
        "La bouteille est en acier inoxydable et garde les boissons au frais pendant 24 heures. "
        "Le couvercle ne va pas au lave-vaisselle, mais il se lave à la main avec de l'eau."
    ),
    "it": (
        "La bottiglia è in acciaio inossidabile e mantiene fredde le bevande fino a 24 ore. Il "
        "coperchio non può essere messo nella lavastoviglie, ma si lava a mano con acqua e sapone."
    ),
    "nl": (
        "De fles is van roestvrij staal en houdt je drankjes 24 uur koud. Het deksel is niet "
        "geschikt voor de vaatwasser, maar je kunt het met de hand wassen."
    ),
    "pl": (
        "Butelka jest ze stali nierdzewnej i utrzymuje napoje zimne do 24 godzin. Pokrywka nie "
        "nadaje się do mycia w zmywarce, ale można ją myć ręcznie przez chwilę, po czym jest "
        "czysta."
    ),
    "pt": (
        "A garrafa é de aço inoxidável e mantém as bebidas frias por até 24 horas. A tampa não "
        "pode ser lavada na máquina, mas você pode lavar à mão com água e sabão, e ela também "
        "não enferruja."
    ),
    "sv": (
        "Flaskan är av rostfritt stål och håller drycken kall i upp till 24 timmar. Locket går "
        "inte att diska i maskin, men det kan du diska för hand, och det är också lätt att torka."
    ),
    "tr": (
        "Şişe paslanmaz çelikten yapılmıştır ve içecekleri 24 saate kadar soğuk tutar. Kapak "
        "için bulaşık makinesi uygun değil, ama her zaman elde yıkanabilir ve çok daha uzun ömürlü "
        "olur."
    ),
    "ja": (
        "ステンレスの保温ボトルです。飲み物を24時間まで冷たく保ちます。"
        "ふたは食洗機では洗えませんので、手洗いしてください。"
    ),
    "ar": (
        "الزجاجة مصنوعة من الفولاذ المقاوم للصدأ وتحافظ على برودة المشروبات لمدة تصل إلى أربع وعشرين ساعة"
    ),
}

STORES = {
    "us": ("en",),
    "uk": ("en",),
    "ie": ("en",),
    "au": ("en",),
    "ca": (
        "en",
        "fr",
    ),
    "in": ("en",),
    "sg": ("en",),
    "de": ("de",),
    "fr": ("fr",),
    "it": ("it",),
    "es": ("es",),
    "mx": ("es",),
    "nl": ("nl",),
    "be": (
        "nl",
        "fr",
        "de",
    ),
    "se": ("sv",),
    "pl": ("pl",),
    "tr": ("tr",),
    "br": ("pt",),
    "jp": ("ja",),
    "ae": (
        "ar",
        "en",
    ),
    "sa": (
        "ar",
        "en",
    ),
    "eg": (
        "ar",
        "en",
    ),
}
"""Stores and the languages above that are at home there."""

SPECIFICATIONS = {
    "de": (
        "Material: Edelstahl; Farbe: Schwarz matt; Fassungsvermögen: 500 ml; Maße: 7 x 25 cm;"
        " Gewicht: 310 g; Lieferumfang: Trinkflasche, Reinigungsbürste, Tragetasche; Garantiezeit: "
        "24 Monate; Herstellungsland: Österreich"
    ),
    "en": (
        "Material: stainless steel; colour: matt black; capacity: 500 ml; size: 7 x 25 cm; weight: "
        "310 g; package contents: water bottle, cleaning brush, carrying bag; country: Ireland;"
        " finish: powder coated; lid: screw cap"
    ),
    "it": (
        "Materiale: acciaio inossidabile; colore: nero opaco; capacità: 500 ml; dimensioni: 7 "
        "x 25 cm; peso: 310 g; contenuto: borraccia, spazzola, custodia; paese: Austria; chiusura: "
        "tappo ermetico; finitura: verniciata"
    ),
    "nl": (
        "Materiaal: roestvrijstaal; kleur: matzwart; inhoud: 500 ml; afmetingen: 7 x 25 cm; gewicht: "
        "310 g; verpakking: drinkfles, schoonmaakborstel, draagtas; herkomst: Oostenrijk; afwerking: "
        "poedercoating; deksel: schroefdop"
    ),
}
"""Lists without one function word: words cannot tell, the model may."""
