"""Secrets inside a longer text: an address with a password, a shell line, JSON, a connection string.

postgresql://bob:s3cr3tpw@db.example.org/x          s3cr3tpw
curl -u alice:wonder1and https://example.org         wonder1and
export API_TOKEN=9f8e7d6c5b4a3928                     9f8e7d6c5b4a3928
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.knowledge.secrets.forms import FORMS, LONGEST, tokens
from nb2prod.knowledge.secrets.naming import KEY_LIKE, by_name, is_filled

SHORTEST = 8  # characters of a text that says whose secret it holds
GATE = re.compile(  # nothing without one of these is a secret, and nearly no text has one
    r"[a-z0-9]{10}|://[^/\s]*@|-----BEGIN|xox|sk-|curl|wget|http |pass|pwd|secret|token|key|bearer|auth|mysql|login",
    re.I,
)
GIVEN: tuple[re.Pattern[str], ...] = (  # the group is the secret, whatever it looks like
    re.compile(r"\b[A-Za-z][\w+.-]*://[^/\s:@'\"<>]*:([^/\s@'\"]{3,})@"),
    re.compile(r"\b(?:curl|http|wget)\b[^\n|;]*?\s(?:-u|--user|--proxy-user|-a)[ =]*['\"]?[^\s:'\"]+:([^\s'\"]{3,})"),
    re.compile(r"\bsshpass\s+-p\s*['\"]?([^\s'\"]{3,})"),
    re.compile(r"\bmysql(?:dump|admin)?\b[^\n|;]*?\s-p([^\s'\"]{4,})"),
    re.compile(r"\s--(?:password|passwd|http-password|ftp-password)[= ]['\"]?([^\s'\"]{4,})"),
)  # fmt: skip
SET = re.compile(r"(?<![\w.-])([A-Za-z_][\w-]{1,40})[\"']?\s{0,3}[=:]\s{0,3}[\"']?([^\s\"'&;,?}\\)]{4,})")
FLAG = re.compile(r"\s--([a-z][a-z-]+)[= ][\"']?([^\s\"']{8,})")
KAGGLE = re.compile(r"[\"']username[\"']\s*:.{0,80}?[\"']key[\"']\s*:\s*[\"']([0-9a-f]{32})[\"']", re.S)
CALLED = (  # the first that fits
    ("file_text", r"^\s*[\[{]|^\s*<\?xml"),
    ("command", r"\n|^\s*(?:curl|wget|http|export|mysql|sshpass|wandb|huggingface-cli|kaggle|git|docker|sudo|aws)\b"),
    ("database_url", r"^(?:postgres|mysql|mariadb|mssql|oracle|mongodb|redis|snowflake|clickhouse|amqp)[\w+]*://"),
    ("url", r"^[\w+]+://"),
    ("connection", r"(?i)\bpassword\s*=|\bpwd\s*="),
)
LOGIN = re.compile(r"\b(?:wandb|huggingface-cli|kaggle|comet)\s+login\s+(?:--\S+\s+)*([\w-]{16,})")


def inside(text: str) -> Iterator[str]:
    """Every secret in `text`, as it stands there: tokens by their form, values by what is said of them."""
    if len(text) < SHORTEST or not GATE.search(text):
        return
    yield from tokens(text)
    text = text[:LONGEST]
    for pattern in GIVEN:
        yield from (value for value in pattern.findall(text) if not is_filled(value))
    for pattern in (KAGGLE, LOGIN):
        yield from pattern.findall(text)
    for pattern in (SET, FLAG):
        yield from (value for name, value in pattern.findall(text) if by_name(name, value) and KEY_LIKE.match(value))
    yield from _connection(text)


def keyed(text: str) -> str:
    """The name that a secret stands under in a longer text: `&apiKey=9f8e7d6c5b4a`."""
    return next((name for name, value in SET.findall(text) if by_name(name, value) and KEY_LIKE.match(value)), "")


def called(value: str) -> str:
    """What a secret without a name may be called: `github_token`, `database_url`, `command`."""
    for what, form in FORMS.items():
        if re.fullmatch(form, value.strip()):
            return re.sub(r"\W+", "_", what.partition(" ")[2]).lower()
    for name, looks in CALLED:
        if re.search(looks, value):
            return name
    return "secret"


def _connection(text: str) -> Iterator[str]:
    """In `Server=db;Uid=bob;Pwd=hunter2;` and `dbname=x user=bob password=hunter2`."""
    if text.count(";") >= 1 and re.search(r"(?i)\b(?:server|host|data source|dsn|driver|user id|uid|user)\s*=", text):
        for value in re.findall(r"(?i)\b(?:password|pwd)\s*=\s*([^;\s'\"]{3,})", text):
            if not is_filled(value):
                yield value
    for value in re.findall(r"\bpassword=([^\s'\"]{3,})", text):  # libpq: "dbname=x user=bob password=hunter2"
        if re.search(r"\b(?:dbname|host|user)=", text) and not is_filled(value):
            yield value
