"""What is said in the demonstration: threads written by hand, and small talk to lengthen them."""

from __future__ import annotations

from dataclasses import dataclass

from carrier.demo import people as p
from carrier.network.people import ROBIN, UNREACHABLE


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread. Lines that begin with ">" are mine; one that begins with "!" is mine and failed."""

    number: str
    peer: str
    days_ago: float
    """Of the newest line."""
    language: str
    lines: tuple[str, ...]
    unread: int = 0
    small_talk: int = 0
    """So many further lines before these."""


MARIE_AND_ALEX = (
    ">Salut Marie, tu as reçu les documents du notaire ?",
    "Oui, ce matin. Je les relis ce soir tranquillement.",
    ">Parfait, merci ! Rien ne presse avant vendredi.",
    "Il manque juste l’attestation d’assurance, page 4. Tu peux la demander à l’agence ?",
    ">Je m’en occupe demain à la première heure.",
    "Super 🙏 Et on déjeune toujours jeudi ?",
    ">Avec plaisir. 12 h 30 chez Suzanne ?",
    "Parfait, à jeudi !",
)

ALEX_TALKS = (
    Talk(
        p.PRIVATE,
        p.CAMILLE.address,
        0.08,
        "fr",
        (
            "Coucou ! Vous arrivez vers quelle heure samedi ?",
            ">Vers 19 h, le temps de passer prendre le gâteau 🎂",
            "Génial. Papa fait son couscous, prévoyez d’avoir faim…",
            ">On sera prêts 😄 J’apporte quoi d’autre ?",
            "Juste vous ! Et les photos de l’été si tu y penses.",
            "Ah, et Léo demande si tu peux prendre ta guitare 🎸",
        ),
        unread=2,
        small_talk=26,
    ),
    Talk(
        p.PRIVATE,
        p.LAYLA.address,
        0.9,
        "ar",
        (
            "مرحبا أليكس، هل وصلتك الصور؟",
            ">نعم وصلت، شكرا جزيلا! الصور رائعة.",
            "الحمد لله. موعدنا يوم الأحد الساعة 18:30 أمام المسرح.",
            ">ممتاز، سأكون هناك قبل الموعد بقليل.",
            "لا تنس التذاكر 🎟️",
        ),
        unread=1,
        small_talk=18,
    ),
    Talk(
        p.PRIVATE,
        p.GARAGE.address,
        2.3,
        "fr",
        (
            "Garage Lefèvre : votre véhicule est prêt. Le devis accepté était de 348,50 € TTC. Nous sommes "
            "ouverts jusqu’à 18 h 30 ce soir, et demain de 8 h à 12 h. N’oubliez pas la carte grise "
            "pour la facture.",
            ">Merci, je passe demain matin vers 9 h.",
            "C’est noté, à demain.",
        ),
        small_talk=4,
    ),
    Talk(
        p.PRIVATE,
        p.HUGO.address,
        4.1,
        "fr",
        ("Tu regardes le match ce soir ? ⚽", ">Évidemment !"),
        small_talk=22,
    ),
    Talk(
        p.PRIVATE,
        p.OMAR.address,
        6.5,
        "ar",
        ("صباح الخير، هل المفاتيح عندك؟", ">صباح النور، نعم تركتها عند الجارة.", "تمام، شكرا 👍"),
        small_talk=12,
    ),
    Talk(
        p.PRIVATE,
        "Colis-Point",
        1.4,
        "fr",
        (
            "Votre colis 8R2247719 est arrivé. Retrait jusqu’au 30 avec une pièce d’identité. Code : 4471",
            "Rappel : votre colis 8R2247719 vous attend encore 3 jours.",
        ),
    ),
    Talk(
        p.PRIVATE,
        ROBIN,
        0.4,
        "en",
        (">Hi Robin, are you around?", "Always. Text me, or ask me to call you 🙂"),
    ),
    Talk(
        p.PRIVATE,
        UNREACHABLE,
        3.2,
        "fr",
        (">Bonjour, je vous confirme le rendez-vous de lundi.", "!Vous avez eu mon message précédent ?"),
    ),
    Talk(
        p.LONDON,
        p.OLIVER.address,
        0.2,
        "en",
        (
            ">Morning Oliver, did the client sign?",
            "Not yet. They want one more change in section 7, the notice period: three months instead of "
            "two. Legal is fine with it, finance would like to see the cash-flow effect first. I told them "
            "we would come back by Wednesday noon at the latest, so if you could look at the sheet today "
            "that would help a lot.",
            ">Will do after lunch.",
            "Legend. It’s in the shared folder: Q1 > Contracts > Hartley.",
            ">Looked at it: effect is about £4,200 [worst case], {see tab 3}. Fine with me.",
            "Great, sending it over now.",
        ),
        unread=1,
        small_talk=24,
    ),
    Talk(
        p.LONDON,
        p.PRIYA.address,
        1.8,
        "en",
        ("Train is delayed again, ten minutes late. Sorry!", ">No rush, I’ll order you a flat white ☕"),
        small_talk=20,
    ),
    Talk(
        p.LONDON,
        p.GRACE.address,
        9.0,
        "en",
        ("Lovely to meet you yesterday!", ">Likewise, Grace."),
        small_talk=10,
    ),
    Talk(
        p.AGENCY,
        p.DANIEL.address,
        0.6,
        "en",
        (
            "Hey Alex, the storyboard v3 is up: https://studio.example/b/3f9",
            ">Love it. Frame 12 feels a bit dark, can we lift it?",
            "Sure thing. Monday OK?",
            ">Monday works 👌🏽",
        ),
        small_talk=22,
    ),
    Talk(
        p.AGENCY,
        p.SOFIA.address,
        5.0,
        "en",
        ("👩🏽‍👩🏽‍👧🏽‍👦🏽 We made it home! Thank you for everything.", ">Anytime, say hi to the kids!"),
        small_talk=14,
    ),
    Talk(p.AGENCY, "262966", 12.0, "en", ("Your verification code is 318204. Do not share it.",)),
    Talk(
        p.BRUSSELS,
        p.JONAS.address,
        0.3,
        "fr",
        (
            "Bonjour, le vélo est toujours disponible ?",
            ">Bonjour, oui, il est disponible.",
            "Vous acceptez 180 € ? Je peux venir le chercher ce soir.",
        ),
        unread=1,
    ),
    Talk(
        p.BRUSSELS,
        "+32471000789",
        7.7,
        "fr",
        ("Bonjour, la table est en chêne massif ?", ">Oui, chêne massif, 180 x 90.", "Merci, je réfléchis."),
    ),
)

MARIE_TALKS = (
    Talk(
        p.MARIE_LYON,
        p.CAMILLE.address,
        0.7,
        "fr",
        ("Maître, merci pour votre retour rapide.", ">Je vous en prie, bonne journée."),
        small_talk=12,
    ),
    Talk(
        p.MARIE_TEL_AVIV,
        p.LAYLA.address,
        2.0,
        "ar",
        ("هل نلتقي غدا؟", ">نعم، في المقهى نفسه.", "رائع ☀️"),
        small_talk=8,
    ),
)

SMALL_TALK = {
    "en": (
        "Sounds good.",
        "Let me check and get back to you.",
        "Perfect, thanks!",
        "Can we move it to 3 pm?",
        "Sure.",
        "Running five minutes late, sorry.",
        "Just landed ✈️",
        "Did you see the e-mail from accounts?",
        "Yes, replied this morning.",
        "Haha 😂",
        "Call you in ten?",
        "Not today, tomorrow is better.",
        "Done ✅",
        "What was the door code again?",
    ),
    "fr": (
        "D’accord.",
        "Ça marche !",
        "Je te rappelle dans une heure.",
        "Merci beaucoup 😊",
        "Tu peux m’envoyer l’adresse ?",
        "12 rue des Lilas, 2e étage.",
        "On part vers 18 h ?",
        "J’ai oublié mes clés chez toi, je crois.",
        "Bien arrivés !",
        "Bonne nuit 🌙",
        "C’était délicieux, encore merci.",
        "Pas de souci.",
        "Tu viens dimanche ?",
        "Oui, avec plaisir.",
    ),
    "ar": (
        "تمام",
        "شكرا جزيلا 🌹",
        "سأتصل بك بعد قليل",
        "أين أنت الآن؟",
        "في الطريق، خمس دقائق",
        "إن شاء الله",
        "كل عام وأنتم بخير",
        "هل يناسبك غدا؟",
        "نعم مناسب",
        "تصبح على خير",
    ),
}
