"""Russian: what clients and dispatchers read first."""

from handlers.texts.ru.absence import *  # noqa: F403
from handlers.texts.ru.admin import *  # noqa: F403
from handlers.texts.ru.afterwards import *  # noqa: F403
from handlers.texts.ru.alarms import *  # noqa: F403
from handlers.texts.ru.changes import *  # noqa: F403
from handlers.texts.ru.client import *  # noqa: F403
from handlers.texts.ru.complaints import *  # noqa: F403
from handlers.texts.ru.desk import *  # noqa: F403
from handlers.texts.ru.filing import *  # noqa: F403
from handlers.texts.ru.handover import *  # noqa: F403
from handlers.texts.ru.law import *  # noqa: F403
from handlers.texts.ru.mine import *  # noqa: F403
from handlers.texts.ru.record import *  # noqa: F403
from handlers.texts.ru.refusals import *  # noqa: F403
from handlers.texts.ru.talk import *  # noqa: F403
