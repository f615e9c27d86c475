"""English: for clients and dispatchers who prefer it."""

from handlers.texts.en.absence import *  # noqa: F403
from handlers.texts.en.admin import *  # noqa: F403
from handlers.texts.en.afterwards import *  # noqa: F403
from handlers.texts.en.alarms import *  # noqa: F403
from handlers.texts.en.answers import *  # noqa: F403
from handlers.texts.en.calls import *  # noqa: F403
from handlers.texts.en.changes import *  # noqa: F403
from handlers.texts.en.client import *  # noqa: F403
from handlers.texts.en.companies import *  # noqa: F403
from handlers.texts.en.complaints import *  # noqa: F403
from handlers.texts.en.desk import *  # noqa: F403
from handlers.texts.en.extension import *  # noqa: F403
from handlers.texts.en.filing import *  # noqa: F403
from handlers.texts.en.handover import *  # noqa: F403
from handlers.texts.en.law import *  # noqa: F403
from handlers.texts.en.limits import *  # noqa: F403
from handlers.texts.en.mine import *  # noqa: F403
from handlers.texts.en.operations import *  # noqa: F403
from handlers.texts.en.personal import *  # noqa: F403
from handlers.texts.en.protocol import *  # noqa: F403
from handlers.texts.en.record import *  # noqa: F403
from handlers.texts.en.refusals import *  # noqa: F403
from handlers.texts.en.relations import *  # noqa: F403
from handlers.texts.en.risky import *  # noqa: F403
from handlers.texts.en.talk import *  # noqa: F403
from handlers.texts.en.views import *  # noqa: F403
