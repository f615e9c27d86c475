"""What is wrong, what is expected, and that nothing is lost."""

from __future__ import annotations

from handlers.texts.moments import NB, glued


def text_wanted() -> str:
    return "Здесь нужен текст. Фото и файлы можно добавить на последнем экране; остальное сохранено."


def empty_field() -> str:
    return "В сообщении нет ни букв, ни цифр. Напишите словами; остальное сохранено."


def too_long_field() -> str:
    return f"Слишком длинно. Уложитесь в 100{NB}знаков; остальное сохранено."


def foreign_contact() -> str:
    return "Это чужой контакт. Нажмите «📱 Мой номер» или напишите свой номер; остальное сохранено."


def bad_phone() -> str:
    example = glued("+7 921 123-45-67")
    return f"Это не похоже на телефон. Нужен номер вида {example}; остальное сохранено."


def bad_email() -> str:
    return "Это не похоже на e-mail. Нужен адрес вида anna@okna.ru; остальное сохранено."


def not_content() -> str:
    return "Такое сообщение к обращению не приложить. Подойдут текст, фото, файл, голос или видео."


def too_long_description() -> str:
    return (
        f"Описание длиннее {glued('10 000 знаков')} не поместится. "
        "Приложите его файлом; всё прежнее сохранено."
    )


def too_many_files() -> str:
    return f"К обращению можно приложить не больше 30{NB}файлов. Всё прежнее сохранено."


def added_to_description() -> str:
    return "Добавлено к описанию. Теперь выберите кнопкой."


def dispute_needs_words() -> str:
    return "Нужны слова: что не так, что не работает? Файл тоже можно, с подписью."


def confirmed_by_needs_words() -> str:
    return f"Нужны имя и время, до 200{NB}знаков. Например: «Анна, сегодня в{NB}15:20»."


def not_sent_yet() -> str:
    return "Это обращение ещё не отправлено. Продолжим с того же места."


def unknown_command() -> str:
    return "Такой команды нет. Список команд: /help"
