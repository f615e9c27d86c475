"""What is wrong, what is expected, and that nothing is lost."""

from __future__ import annotations


def text_wanted() -> str:
    return "Здесь нужен текст. Фото и файлы можно добавить на последнем экране; остальное сохранено."


def empty_field() -> str:
    return "В сообщении нет ни букв, ни цифр. Напишите словами; остальное сохранено."


def too_long_field() -> str:
    return "Слишком длинно: нужно не больше 200 знаков. Остальное сохранено."


def foreign_contact() -> str:
    return "Это чужой контакт. Нажмите «📱 Мой номер» или напишите свой номер; остальное сохранено."


def bad_phone() -> str:
    return "Это не похоже на телефон. Нужен номер вида +7\u00a0921\u00a0123-45-67; остальное сохранено."


def bad_email() -> str:
    return "Это не похоже на e-mail. Нужен адрес вида anna@okna.ru; остальное сохранено."


def not_content() -> str:
    return "Такое сообщение к обращению не приложить. Подойдут текст, фото, файл, голос или видео."


def too_long_description() -> str:
    return "Описание больше 10\u00a0000 знаков не поместится. Приложите его файлом; всё прежнее сохранено."


def too_many_files() -> str:
    return "К обращению можно приложить до 30 файлов. Всё прежнее сохранено."


def added_to_description() -> str:
    return "Добавлено к описанию. Теперь выберите кнопкой."


def dispute_needs_words() -> str:
    return "Нужны слова: что не так, что не работает? Файл можно добавить с подписью."


def confirmed_by_needs_words() -> str:
    return "Нужны имя и, если не сейчас, время. Например: «Анна, сегодня в 15:20»."


def not_sent_yet() -> str:
    return "Это обращение ещё не отправлено. Продолжим с того же места."


def unknown_command() -> str:
    return "Такой команды нет. Список команд: /help"
