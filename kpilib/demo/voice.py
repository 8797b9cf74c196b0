"""What the invented brands say: captions with emoji, hashtags and several scripts.

Comes in: a language and a number. Goes out: a caption, its pillar's hashtag, the name of a benchmark's source.
"""

from __future__ import annotations

PILLARS = {
    "Recipes": "#slowbrew",
    "Home": "#quietcorner",
    "People": "#behindthecounter",
    "Offers": "#giftbox",
}
CAMPAIGN = "#springshelf"
# Where the benchmark is from.
PANEL = {
    "en": "Invented panel of the demo",
    "zh-Hans": "演示用虚构样本",
    "zh-Hant": "示範用虛構樣本",
    "tr": "Demo için uydurulmuş panel",
    "id": "Panel rekaan untuk demo",
}
_CAPTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "Recipes": (
            "Cold brew takes twelve hours and almost no work ☕ Our ratio is one to eight.",
            "A pinch of cardamom, a slow pour, five quiet minutes.",
            "Which grind for which pot? Save this one for Sunday.",
            "Three ways to use up yesterday's coffee 🍰",
        ),
        "Home": (
            "The cups that survived three house moves. How old are yours?",
            "Morning light, a linen cloth, one good mug 🌤️",
            "Small kitchen, big shelf: four ideas under an hour.",
            "We tested the kettle for a year. Here is what wore out first.",
        ),
        "People": (
            "Ana has roasted for us since day one. Ask her anything 👋",
            "Packing day! 412 parcels, two playlists, one very tired dog 🐕",
            "Our new roaster arrived in eleven boxes and one argument.",
        ),
        "Offers": (
            "The gift box is back: two coffees, one cup, no decisions left to make 🎁",
            "Free delivery this week on everything for the shelf.",
        ),
    },
    "tr": {
        "Recipes": (
            "Köpüğü bol Türk kahvesi için üç küçük ipucu ☕",
            "Soğuk demleme: on iki saat sabır, bir dakika iş.",
        ),
        "Home": (
            "İnce belli değil ama içimizi ısıtıyor: yeni fincanlar geldi 🌿",
            "Işığı güzel bir köşe, sıcacık bir bardak.",
        ),
        "People": ("Kavurma ustamız Şule ile on soru, on cevap 👋", "Bugün dükkânda çok güldük, siz nasılsınız?"),
        "Offers": ("Hediye kutusu geri döndü: iki kahve, bir fincan 🎁",),
    },
    "zh-Hans": {
        "Recipes": ("冷萃咖啡：十二小时的等待，一分钟的功夫 ☕", "一撮豆蔻，慢慢注水，安静五分钟。"),
        "Home": ("小厨房也放得下的大架子，四个点子 🌿", "清晨的光，一只好杯子。"),
        "People": ("烘焙师带你看一天的工作 👋", "今天打包了四百多个包裹！"),
        "Offers": ("礼盒回来了：两包咖啡，一只杯子 🎁",),
    },
    "zh-Hant": {
        "Recipes": ("冷萃咖啡：十二小時的等待，一分鐘的功夫 ☕", "一撮荳蔻，慢慢注水，安靜五分鐘。"),
        "Home": ("小廚房也放得下的大架子，四個點子 🌿", "清晨的光，一只好杯子。"),
        "People": ("烘豆師帶你看一天的工作 👋", "今天打包了四百多個包裹！"),
        "Offers": ("禮盒回來了：兩包咖啡，一只杯子 🎁",),
    },
    "id": {
        "Recipes": (
            "Kopi seduh dingin: dua belas jam sabar, satu menit kerja ☕",
            "Sejumput kapulaga, tuang pelan, lima menit tenang.",
        ),
        "Home": ("Dapur kecil, rak besar: empat ide di bawah satu jam 🌿", "Cahaya pagi dan satu cangkir yang pas."),
        "People": (
            "Kenalan dengan penyangrai kami, tanya apa saja 👋",
            "Hari ini kami mengemas lebih dari empat ratus paket!",
        ),
        "Offers": ("Kotak hadiah kembali: dua kopi, satu cangkir 🎁",),
    },
    "th": {
        "Recipes": ("โคลด์บรูว์สิบสองชั่วโมง ลงแรงแค่นาทีเดียว ☕",),
        "Home": ("แสงเช้ากับแก้วใบโปรด 🌤️",),
        "People": ("วันนี้แพ็กของกันทั้งวัน เหนื่อยแต่สนุก 👋",),
        "Offers": ("กล่องของขวัญกลับมาแล้ว 🎁",),
    },
}
# The demo speaks mostly English, so that readers see that other scripts come through whole.
TONGUES = {"en": ("en", "en", "en", "en", "en", "en", "en", "tr", "zh-Hans", "th")}


def caption(language: str, pillar: str, number: int) -> str:
    """A caption of a pillar; the same number gives the same words."""
    tongues = TONGUES.get(language, (language, language, language, "en"))
    choices = _CAPTIONS[tongues[number % len(tongues)]][pillar]
    return choices[(number // len(tongues)) % len(choices)]
