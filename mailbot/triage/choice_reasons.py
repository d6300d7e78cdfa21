"""Why a playbook was chosen, in the languages of the console."""

from __future__ import annotations

#: reason -> language -> sentence.
REASONS: dict[str, dict[str, str]] = {
    "call": {
        "en": "callback-invitation because the heat is above the call threshold: live speech beats text.",
        "es": "callback-invitation porque el caso está por encima del umbral de llamada: la voz resuelve mejor que el texto.",
        "fr": "callback-invitation parce que la chaleur dépasse le seuil d'appel : la voix vaut mieux que l'écrit.",
        "pt": "callback-invitation porque o calor passa do limite de chamada: a voz resolve melhor que o texto.",
        "vi": "callback-invitation vì độ nóng vượt ngưỡng gọi: nói chuyện tốt hơn viết thư.",
        "ja": "callback-invitation：温度が電話のしきい値を超えています。文字より声が有効です。",
        "de": "callback-invitation, weil die Hitze über der Anrufschwelle liegt: Sprechen hilft mehr als Schreiben.",
    },
    "written_only": {
        "en": "holding because the case is at call level but the customer must not be rung: a manager writes.",
        "es": "holding porque el caso es de llamada pero no se debe llamar al cliente: escribe un responsable.",
        "fr": "holding parce que le cas relève de l'appel mais que le client ne doit pas être appelé : un responsable écrit.",
        "pt": "holding porque o caso é de chamada, mas o cliente não deve ser chamado: escreve um gestor.",
        "vi": "holding vì đến mức phải gọi nhưng khách không cho gọi: quản lý viết thư.",
        "ja": "holding：電話の段階ですが、お客様に電話はできません。責任者が書面で回答します。",
        "de": "holding, weil der Fall ein Anruf wäre, der Kunde aber nicht angerufen werden darf: Eine Leitungskraft schreibt.",
    },
    "insult": {
        "en": "tone-boundary because a person among us is insulted directly.",
        "es": "tone-boundary porque se insulta directamente a una persona nuestra.",
        "fr": "tone-boundary parce qu'une personne de chez nous est insultée directement.",
        "pt": "tone-boundary porque uma pessoa nossa é insultada diretamente.",
        "vi": "tone-boundary vì một người của chúng ta bị xúc phạm trực tiếp.",
        "ja": "tone-boundary：担当者個人が直接侮辱されています。",
        "de": "tone-boundary, weil eine Person bei uns direkt beleidigt wird.",
    },
    "provocation": {
        "en": "steady-answer because the mail provokes without a claim of substance.",
        "es": "steady-answer porque el mensaje provoca sin reclamar nada concreto.",
        "fr": "steady-answer parce que le message provoque sans demande de fond.",
        "pt": "steady-answer porque a mensagem provoca sem um pedido concreto.",
        "vi": "steady-answer vì thư khiêu khích mà không có yêu cầu thực chất.",
        "ja": "steady-answer：実質的な要求のない挑発です。",
        "de": "steady-answer, weil die Mail provoziert, ohne etwas Sachliches zu fordern.",
    },
    "owner": {
        "en": "right-owner because the cause lies with a partner or another team.",
        "es": "right-owner porque la causa está en un socio o en otro equipo.",
        "fr": "right-owner parce que la cause se trouve chez un partenaire ou une autre équipe.",
        "pt": "right-owner porque a causa está num parceiro ou noutra equipe.",
        "vi": "right-owner vì nguyên nhân nằm ở đối tác hoặc bộ phận khác.",
        "ja": "right-owner：原因が協力会社または別の部署にあります。",
        "de": "right-owner, weil die Ursache bei einem Partner oder einem anderen Team liegt.",
    },
    "resolved": {
        "en": "follow-up because the case is resolved and it is time to ask.",
        "es": "follow-up porque el caso está resuelto y toca preguntar.",
        "fr": "follow-up parce que le cas est réglé et qu'il est temps de demander.",
        "pt": "follow-up porque o caso está resolvido e é hora de perguntar.",
        "vi": "follow-up vì việc đã xong và đến lúc hỏi lại.",
        "ja": "follow-up：解決済みで、確認の時期です。",
        "de": "follow-up, weil der Fall gelöst ist und es Zeit ist nachzufragen.",
    },
    "no_complaint": {
        "en": "holding because the mail is no complaint: it gets a plain answer with a time.",
        "es": "holding porque no es una queja: recibe una respuesta sencilla con una hora.",
        "fr": "holding parce que ce n'est pas une réclamation : une réponse simple avec une heure.",
        "pt": "holding porque não é uma reclamação: recebe uma resposta simples com uma hora.",
        "vi": "holding vì đây không phải khiếu nại: chỉ cần trả lời kèm giờ.",
        "ja": "holding：苦情ではありません。時刻を添えて簡潔にお返事します。",
        "de": "holding, weil es keine Beschwerde ist: eine schlichte Antwort mit Uhrzeit.",
    },
    "anger": {
        "en": "nine-step because the customer is angry or rude, below the call threshold.",
        "es": "nine-step porque el cliente está enfadado o es grosero, por debajo del umbral de llamada.",
        "fr": "nine-step parce que le client est en colère ou impoli, sous le seuil d'appel.",
        "pt": "nine-step porque o cliente está com raiva ou é rude, abaixo do limite de chamada.",
        "vi": "nine-step vì khách giận hoặc nặng lời, nhưng dưới ngưỡng gọi.",
        "ja": "nine-step：お怒りまたは荒い言葉ですが、電話のしきい値未満です。",
        "de": "nine-step, weil der Kunde wütend oder grob ist, unterhalb der Anrufschwelle.",
    },
    "cause_known": {
        "en": "action-cause-terms because the complaint is justified and its cause is known.",
        "es": "action-cause-terms porque la queja está justificada y se conoce la causa.",
        "fr": "action-cause-terms parce que la réclamation est fondée et la cause connue.",
        "pt": "action-cause-terms porque a reclamação é justificada e a causa é conhecida.",
        "vi": "action-cause-terms vì khiếu nại chính đáng và đã rõ nguyên nhân.",
        "ja": "action-cause-terms：正当な苦情で、原因が分かっています。",
        "de": "action-cause-terms, weil die Beschwerde berechtigt und die Ursache bekannt ist.",
    },
    "not_justified": {
        "en": "steady-answer because the records do not bear the complaint out: facts, calmly.",
        "es": "steady-answer porque los datos no respaldan la queja: hechos, con calma.",
        "fr": "steady-answer parce que le dossier ne confirme pas la réclamation : des faits, calmement.",
        "pt": "steady-answer porque os registros não confirmam a reclamação: fatos, com calma.",
        "vi": "steady-answer vì hồ sơ không xác nhận khiếu nại: nêu sự việc, điềm tĩnh.",
        "ja": "steady-answer：記録は苦情を裏づけていません。事実を落ち着いて伝えます。",
        "de": "steady-answer, weil die Unterlagen die Beschwerde nicht tragen: Fakten, in Ruhe.",
    },
    "default": {
        "en": "listen-recap-apologise-resolve because it is the default for a justified complaint.",
        "es": "listen-recap-apologise-resolve porque es lo habitual ante una queja justificada.",
        "fr": "listen-recap-apologise-resolve parce que c'est le cas ordinaire d'une réclamation fondée.",
        "pt": "listen-recap-apologise-resolve porque é o habitual para uma reclamação justificada.",
        "vi": "listen-recap-apologise-resolve vì đó là cách mặc định cho khiếu nại chính đáng.",
        "ja": "listen-recap-apologise-resolve：正当な苦情への標準の対応です。",
        "de": "listen-recap-apologise-resolve, weil es der Regelfall bei einer berechtigten Beschwerde ist.",
    },
}


def reason(key: str, language: str) -> str:
    """Return a reason in the agent's language, English where it is not translated."""
    texts = REASONS[key]
    return texts.get(language, texts["en"])
