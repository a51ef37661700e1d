"""Makes what the carrier says to callers: `carrier/voicemail/sounds/*.flac`, 16-bit mono, 16 kHz.

    python packaging/make_spoken.py

Needs sox, espeak-ng and pico2wave (Debian: libttspico-utils, non-free, Apache licence; the better voice for
the languages that it has). The words are our own. Each sentence is spoken alone, so that pauses are alike.
"""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
import wave
from array import array
from pathlib import Path

RATE = 16_000
FOLDER = Path(__file__).resolve().parents[1] / "carrier" / "voicemail" / "sounds"
LOUDNESS = 0.1
"""Root mean square of what sounds, against full scale: -20 dB."""
PAUSE = 0.4
"""Seconds between sentences."""
BEFORE, AFTER = 0.15, 0.25
"""Seconds: a telephone swallows what comes at once."""
_PICO = {"en": "en-GB", "fr": "fr-FR", "de": "de-DE", "es": "es-ES"}

Sentences = tuple[str, ...]
WORDS: dict[str, dict[str, Sentences]] = {
    "en": {
        "greeting": (
            "Hello.",
            "You have reached the voicemail of the person you are calling.",
            "Please leave your message after the tone.",
            "Press the hash key when you have finished.",
        ),
        "not-available": (
            "The person you are calling is not available at the moment.",
            "Please try again later.",
        ),
    },
    "fr": {
        "greeting": (
            "Bonjour.",
            "Vous êtes sur la messagerie vocale de votre correspondant.",
            "Merci de laisser votre message après le signal sonore.",
            "Appuyez sur la touche dièse lorsque vous avez terminé.",
        ),
        "not-available": (
            "Votre correspondant n'est pas disponible pour le moment.",
            "Merci de rappeler plus tard.",
        ),
    },
    "de": {
        "greeting": (
            "Guten Tag.",
            "Sie sind mit der Mailbox des gewünschten Teilnehmers verbunden.",
            "Bitte hinterlassen Sie Ihre Nachricht nach dem Signalton.",
            "Drücken Sie die Rautetaste, wenn Sie fertig sind.",
        ),
        "not-available": (
            "Der gewünschte Teilnehmer ist zurzeit nicht erreichbar.",
            "Bitte versuchen Sie es später noch einmal.",
        ),
    },
    "da": {
        "greeting": (
            "Goddag.",
            "Du er kommet til telefonsvareren hos den, du ringer til.",
            "Læg venligst en besked efter tonen.",
            "Tryk på firkant, når du er færdig.",
        ),
        "not-available": (
            "Den, du ringer til, kan ikke træffes lige nu.",
            "Prøv venligst igen senere.",
        ),
    },
    "he": {
        "greeting": (
            "שלום.",
            "הגעתם לתא הקולי של המנוי שאליו התקשרתם.",
            "אנא השאירו הודעה לאחר הצליל.",
            "בסיום, הקישו סולמית.",
        ),
        "not-available": (
            "המנוי שאליו התקשרתם אינו זמין כעת.",
            "אנא נסו שוב מאוחר יותר.",
        ),
    },
    "sv": {
        "greeting": (
            "Hej.",
            "Du har kommit till röstbrevlådan hos den du ringer.",
            "Lämna gärna ett meddelande efter tonen.",
            "Tryck på fyrkant när du är klar.",
        ),
        "not-available": ("Den du ringer kan inte svara just nu.", "Försök gärna igen senare."),
    },
    "es": {
        "greeting": (
            "Hola.",
            "Ha llamado al buzón de voz de la persona con la que desea hablar.",
            "Por favor, deje su mensaje después de la señal.",
            "Pulse la tecla almohadilla cuando haya terminado.",
        ),
        "not-available": (
            "La persona a la que llama no está disponible en este momento.",
            "Por favor, inténtelo de nuevo más tarde.",
        ),
    },
    "lt": {
        "greeting": (
            "Laba diena.",
            "Jūs pasiekėte abonento, kuriam skambinate, balso paštą.",
            "Prašome palikti žinutę po garsinio signalo.",
            "Baigę paspauskite grotelių klavišą.",
        ),
        "not-available": (
            "Abonentas, kuriam skambinate, šiuo metu negali atsiliepti.",
            "Prašome paskambinti vėliau.",
        ),
    },
    "pl": {
        "greeting": (
            "Dzień dobry.",
            "To jest poczta głosowa osoby, do której Państwo dzwonią.",
            "Prosimy zostawić wiadomość po sygnale.",
            "Po zakończeniu prosimy nacisnąć klawisz krzyżyka.",
        ),
        "not-available": (
            "Osoba, do której Państwo dzwonią, jest w tej chwili niedostępna.",
            "Prosimy zadzwonić później.",
        ),
    },
    "pt": {
        "greeting": (
            "Olá.",
            "Ligou para o correio de voz da pessoa com quem deseja falar.",
            "Por favor, deixe a sua mensagem após o sinal.",
            "Prima a tecla cardinal quando terminar.",
        ),
        "not-available": (
            "De momento, a pessoa para quem ligou não está disponível.",
            "Por favor, tente novamente mais tarde.",
        ),
    },
    "cs": {
        "greeting": (
            "Dobrý den.",
            "Dovolali jste se do hlasové schránky volaného účastníka.",
            "Po zaznění tónu prosím zanechte vzkaz.",
            "Až skončíte, stiskněte křížek.",
        ),
        "not-available": ("Volaný účastník není momentálně dostupný.", "Zkuste to prosím později."),
    },
    "sk": {
        "greeting": (
            "Dobrý deň.",
            "Dovolali ste sa do hlasovej schránky volaného účastníka.",
            "Po zaznení tónu prosím zanechajte odkaz.",
            "Keď skončíte, stlačte mriežku.",
        ),
        "not-available": ("Volaný účastník momentálne nie je dostupný.", "Skúste to prosím neskôr."),
    },
    "ar": {
        "greeting": (
            "مرحبًا.",
            "لقد وصلتم إلى البريد الصوتي للشخص الذي تتصلون به.",
            "يُرجى ترك رسالتكم بعد سماع الصافرة.",
            "وعند الانتهاء، انقروا على مفتاح المربع.",
        ),
        "not-available": (
            "الشخص الذي تتصلون به غير متاح حاليًا.",
            "يُرجى معاودة الاتصال لاحقًا.",
        ),
    },
}

_AS_HEARD = {
    "שלום.": "[[Sal'om]]",
    "הגעתם לתא הקולי של המנוי שאליו התקשרתם.": (
        "[[hig'atem lat'a hakol'i Sel hamen'uj Se?el'av hitkaS'aQ\"tem]]"
    ),
    "אנא השאירו הודעה לאחר הצליל.": "[['ana haS?'iQ\"u hoda?'a le?aX'aQ\" hatsl'il]]",
    "בסיום, הקישו סולמית.": "[[besij'um, hak'iSu sulam'it]]",
    "המנוי שאליו התקשרתם אינו זמין כעת.": "[[hamen'uj Se?el'av hitkaS'aQ\"tem ?ejn'o zam'in ka?'et]]",
    "אנא נסו שוב מאוחר יותר.": "[['ana nas'u Suv me?uX'aQ\" jot'eQ\"]]",
    "مرحبًا.": "مَرحَبَن",
    "لقد وصلتم إلى البريد الصوتي للشخص الذي تتصلون به.": "لَقَد وَصَلتُم إِلى البَرِيدِ الصَوْتِي لِششَخصِ اللَذِي تَتتَصِلونَ بِه",
    "يُرجى ترك رسالتكم بعد سماع الصافرة.": "يُرجى تَركُ رِسالَتِكُم بَعدَ سَماعِ الصافِرَة",
    "وعند الانتهاء، انقروا على مفتاح المربع.": "وَعِندَ الِنتِهاء، أُنقُرُو عَلى مِفتاحِ المُرَببَع",
    "الشخص الذي تتصلون به غير متاح حاليًا.": "الشَخصُ اللَذي تَتتَصِلونَ بِهِ غَيرُ مُتاحٍ حالِيْيَن",
    "يُرجى معاودة الاتصال لاحقًا.": "يُرجى مُعاوَدَةُ لِتتِصالِ لاحِقَن",
}
"""What is given to the voice where it would misread what is written: phonemes in Hebrew, whose
vowels are not written; in Arabic all vowels, and doubled letters twice."""


def sentence(language: str, words: str, folder: Path) -> array[int]:
    """Without the silence at its ends."""
    spoken, clean = str(folder / "spoken.wav"), str(folder / "clean.wav")
    if language in _PICO:
        subprocess.run(["pico2wave", "-l", _PICO[language], "-w", spoken, words], check=True)
    else:
        heard = _AS_HEARD.get(words, words)
        command = ["espeak-ng", "-v", language, "-s", "155", "-p", "42", "-g", "1", "-w", spoken, heard]
        subprocess.run(command, check=True)
    quiet = ["silence", "1", "0.01", "0.5%"]
    shaped = ["gain", "-6", "rate", "-v", str(RATE), "highpass", "90", *quiet, "reverse", *quiet, "reverse"]
    subprocess.run(["sox", "-D", spoken, "-b", "16", "-c", "1", clean, *shaped], check=True)
    with wave.open(clean, "rb") as file:
        return array("h", file.readframes(file.getnframes()))


def joined(sentences: list[array[int]]) -> array[int]:
    whole = array("h", bytes(2 * int(BEFORE * RATE)))
    for at, each in enumerate(sentences):
        whole.extend(array("h", bytes(2 * int((PAUSE if at else 0) * RATE))))
        whole.extend(each)
    whole.extend(array("h", bytes(2 * int(AFTER * RATE))))
    return whole


def levelled(samples: array[int]) -> array[int]:
    """As loud as all the others; what sticks out is bent, not cut. 13 bits are more than a telephone carries,
    and make small files."""
    plain = [value / 32_768 for value in samples]
    loudest = max(map(abs, plain))
    sounding = [value * value for value in plain if abs(value) > 0.03 * loudest]
    gain = LOUDNESS / math.sqrt(sum(sounding) / len(sounding))
    return array("h", (8 * round(_bent(value * gain) * 4_095) for value in plain))


def _bent(value: float) -> float:
    """The same up to half of full scale, and below 0.9 of it however loud."""
    if abs(value) <= 0.5:
        return value
    return math.copysign(0.5 + 0.4 * math.tanh((abs(value) - 0.5) / 0.4), value)


def main() -> None:
    only = sys.argv[1:] or list(WORDS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for language in only:
            for what, sentences in WORDS[language].items():
                samples = levelled(joined([sentence(language, words, folder) for words in sentences]))
                plain = folder / "plain.wav"
                with wave.open(str(plain), "wb") as file:
                    file.setnchannels(1)
                    file.setsampwidth(2)
                    file.setframerate(RATE)
                    file.writeframes(samples.tobytes())
                subprocess.run(
                    ["sox", "-D", plain, "-C", "8", FOLDER / f"{what}-{language}.flac"],
                    check=True,
                )


if __name__ == "__main__":
    main()
