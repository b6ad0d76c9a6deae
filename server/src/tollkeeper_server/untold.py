"""Operations that change something and send no event, and why. The gate ``routes`` holds that no other is silent."""

from __future__ import annotations

from collections.abc import Mapping

UNTOLD: Mapping[str, str] = {
    "webhooks.events.resend": "it sends an event once more; telling about that would send two",
    "webhooks.endpoints.recover": "it sends events once more; telling about that would send another",
    "webhooks.portal_sessions.create": "it changes nothing by itself and is over soon; the audit log has it",
}
