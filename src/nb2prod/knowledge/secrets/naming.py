"""Passwords and keys that are told by the name they stand under, and what only looks like one.

password = "Tr0ub4dor"          a secret          password = "<your password>"      a placeholder
api_key = "9f8e7d6c5b4a3928"    a secret          pad_token = "[PAD]"               a word of a text
"""

from __future__ import annotations

import re

PASSWORDS = frozenset({"password", "passwd", "pwd", "passphrase", "secret", "pw", "pass", "passcode"})
KEYS = frozenset({
    "token", "apikey", "api_key", "access_key", "secret_key", "private_key", "auth_key", "account_key", "consumer_key",
    "subscription_key", "app_key", "client_secret", "consumer_secret", "api_secret", "access_token", "auth_token",
    "bearer", "authorization", "api_token", "secret_access_key", "access_key_id", "app_secret", "storage_key",
    "license_key", "encryption_key", "signing_key", "master_key", "service_key", "deploy_key", "kaggle_key",
    "wandb_key",
})  # fmt: skip
WORDS_OF_TEXTS = frozenset({  # `pad_token`: what stands before "token" where texts are cut into words
    "pad", "unk", "unknown", "oov", "bos", "eos", "sos", "sep", "cls", "mask", "start", "end", "stop", "special",
    "word", "first", "last", "next", "prev", "max", "min", "num", "n", "new", "current", "sub", "target",
    "source", "image",
})  # fmt: skip
STAGES = frozenset({"prod", "dev", "test", "local", "old", "new", "str", "value", "db", "default"})
TYPES = frozenset({
    "object", "string", "str", "int", "int64", "int32", "float", "float64", "float32", "bool", "category", "datetime",
    "text", "varchar", "first", "last", "mean", "count", "sum", "nunique", "drop", "mode", "median", "none", "null",
    "nan", "true", "false", "n/a", "optional", "required",
})  # fmt: skip
FILLED = re.compile(
    r"(?:^|[^a-z])(?:your?s?|insert|enter|paste|replace|put|change|fill|todo|dummy|sample|example|placeholder|redacted"
    r"|hidden|removed|fake|here|goes|changeme|secret[_ -]?here|abc123|demo|none|null|undefined)(?:$|[^a-z])"
    r"|^(?:your|insert|enter|change|replace|example|placeholder|dummy|sample|fake|redacted)"
    r"|^my[_ -]?(?:secret|super)?[_ -]?(?:password|passwd|pass|pwd|secret|token|api|key|access|user)"
    r"|^(?:password|passwd|pass|pwd|secret|token|key|api[_ -]?key|access[_ -]?token|secret[_ -]?key|user|username)\d?$",
    re.I,
)  # fmt: skip
SAME = re.compile(r"^(.)\1*$|^[\W_]+$|^(?:x+|X+)[\W_xX]*$|[xX]{5,}|\*{3,}|\.{3}$|•")
BRACKETED = re.compile(r"[<>{}]|^\[.*\]$|^\(.*\)$|%s|%\(|^\$|^%\w+%$|\$\(|\$\{")
VARIABLE = re.compile(r"^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$")  # the name of an environment variable
PLACE = re.compile(
    r"^(?:https?://|s3://|gs://|[./~\\])|^\w:\\|\.(?:json|txt|csv|pem|key|env|ya?ml|ini|cfg|py|pkl|md)$", re.I
)
KEY_LIKE = re.compile(r"^(?=.*\d)(?=.*[A-Za-z])[\w.+/=:~|-]{12,}$")
RANDOM = re.compile(r"^(?=(?:.*\d){4})(?=(?:.*[A-Za-z]){4})[A-Za-z0-9+/=_-]{24,}$")


def kind_of(name: str) -> str:
    """What stands under such a name: "password", "key", "perhaps" (any value that looks drawn), or ""."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", name).lower().strip("_")
    words = [word.rstrip("0123456789") for word in snake.split("_")]
    while len(words) > 1 and words[-1] in {*STAGES, ""}:
        words = words[:-1]
    if words[-1] in PASSWORDS:
        return "password"
    if words[-1] == "token" and len(words) > 1 and words[-2] in WORDS_OF_TEXTS:
        return ""
    ends = ("_".join(words[-size:]) for size in (1, 2, 3))
    if any(end in KEYS for end in ends):
        return "key"
    return "perhaps" if words[-1] == "key" else ""


def is_filled(value: str) -> bool:
    """Whether a value only stands for the one that belongs there, or is something else than a secret."""
    patterns = (FILLED, SAME, BRACKETED, PLACE)
    return value.lower() in TYPES or any(p.search(value) for p in patterns) or bool(VARIABLE.match(value))


def by_name(name: str, value: str) -> bool:
    """Whether `value` is a secret because of the name it stands under."""
    kind = kind_of(name)
    if not kind or re.search(r"\s", value) or is_filled(value):
        return False
    if kind == "password":
        return len(value) >= 4
    return bool((KEY_LIKE if kind == "key" else RANDOM).match(value))
