"""What the invented brands say: captions with emoji, hashtags and several scripts, as their business has it.

Comes in: a business model, a language and a number. Goes out: a caption, the pillars with their hashtags.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

CAMPAIGN = "#springshelf"
# Where the benchmark is from.
PANEL = {
    "en": "Invented panel of the demo",
    "zh-Hans": "演示用虚构样本",
    "zh-Hant": "示範用虛構樣本",
    "tr": "Demo için uydurulmuş panel",
    "id": "Panel rekaan untuk demo",
}
# The demo speaks mostly English, so that readers see that other scripts come through whole.
TONGUES = {"en": ("en", "en", "en", "en", "en", "en", "en", "tr", "zh-Hans", "th")}


def pillars(model: str) -> dict[str, str]:
    """The content pillars of a business model, four of them, each with its hashtag."""
    return dict(_captions()[model]["tags"])


def caption(model: str, language: str, pillar: str, number: int) -> str:
    """A caption of a pillar; the same number gives the same words."""
    tongues = TONGUES.get(language, (language, language, language, "en"))
    spoken = _captions()[model]
    choices = spoken.get(tongues[number % len(tongues)], spoken[language])[pillar]
    return str(choices[(number // len(tongues)) % len(choices)])


@cache
def _captions() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("captions.toml").read_text(encoding="utf-8"))
