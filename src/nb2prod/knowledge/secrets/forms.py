"""Tokens that give themselves away by their form, wherever they stand: `ghp_...`, `AKIA...`, a private key.

detect-secrets knows most of them; the table has what it lacks. It is imported only where a text could hold one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

FORMS = {  # what it is: how it looks
    "a GitHub token": r"\bgithub_pat_\w{22,}|\bgh[pousr]_[A-Za-z0-9]{20,}",
    "a GitLab token": r"\bglpat-[\w-]{20,}",
    "an AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a Google key": r"\bAIza[\w-]{35}(?![\w-])|\bGOCSPX-[\w-]{20,}|\bya29\.[\w-]{20,}",
    "a Hugging Face token": r"\bhf_[A-Za-z0-9]{20,}\b",
    "an API key": r"\bsk-(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3})"  # of a diagram of scikit-learn
    r"(?:proj-|svcacct-|ant-|or-)?(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}",
    "a Slack token": r"\bxox[abeoprs]-[\w-]{10,}",
    "a web hook": r"https://hooks\.slack\.com/services/T\w+/B\w+/\w+|discord(?:app)?\.com/api/webhooks/\d+/[\w-]+",
    "a web token": r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}",
    "a Databricks token": r"\bdapi[0-9a-f]{32}\b",
    "a private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "an authorization": r"\b(?:Bearer|Basic|token) +(?=[\w.+/=~-]*\d)[\w.+/=~-]{16,}",
}  # fmt: skip
FORM = re.compile("|".join(f"(?:{form})" for form in FORMS.values()))
PLUGINS = (  # of detect-secrets: those that know a form, not those that guess by entropy or by words
    ("aws", "AWSKeyDetector"), ("azure_storage_key", "AzureStorageKeyDetector"), ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"), ("gitlab_token", "GitLabTokenDetector"),
    ("mailchimp", "MailchimpDetector"), ("npm", "NpmDetector"), ("openai", "OpenAIDetector"),
    ("pypi_token", "PypiTokenDetector"), ("sendgrid", "SendGridDetector"), ("slack", "SlackDetector"),
    ("square_oauth", "SquareOAuthDetector"), ("stripe", "StripeDetector"), ("twilio", "TwilioKeyDetector"),
    ("telegram_token", "TelegramBotTokenDetector"),
)  # fmt: skip
RUN = re.compile(r"(?=[A-Za-z]*\d[A-Za-z]*\d)(?=(?:\d*[A-Za-z]){4})[A-Za-z0-9]{16,}")  # no words have that
WORD = re.compile(r"[\w+/=.:-]{24,}")
HASH = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.I)
LONGEST = 4000  # characters of a text that are looked at: what is longer is data, an image or a model


def tokens(text: str) -> Iterator[str]:
    """Every token in `text`, as it stands there."""
    if len(text) > LONGEST:
        text = text[:200]
    yield from (match.group() for match in FORM.finditer(text))
    for word in WORD.findall(text) if RUN.search(text) else ():
        if RUN.search(word) and not HASH.fullmatch(word):
            yield from _scanned(word)


@cache
def _scanned(word: str) -> tuple[str, ...]:
    found = []
    for scanner in _scanners():
        for pattern in scanner.denylist:
            for match in pattern.finditer(word):
                whole = match.group()
                alone = not word[match.start() - 1 : match.start()].isalnum() and not word[match.end() :][:1].isalnum()
                if alone:
                    found.append(whole)
    return tuple(found)


@cache
def _scanners() -> tuple[Any, ...]:
    from importlib import import_module

    return tuple(getattr(import_module(f"detect_secrets.plugins.{module}"), name)() for module, name in PLUGINS)
