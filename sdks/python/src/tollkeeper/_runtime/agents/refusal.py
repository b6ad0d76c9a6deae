from __future__ import annotations


class Refused(Exception):
    def __init__(self, message: str, *, sent: bool = False, quoted: str = "") -> None:
        self.quoted = quoted
        super().__init__(f"The call was made, but {message}" if sent else f"Nothing was sent: {message}")
