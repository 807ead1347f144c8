"""What people and programs read about a plan: the summary after `convert`, the table of `explain`, its JSON, its page.

Only a rendering of `Plan`: whatever it says, the plan decided. People count cells from 1, JSON counts from 0.
"""

from nb2prod.report.as_json import explain_json, json_text
from nb2prod.report.findings import finding_lines, one_line
from nb2prod.report.page import page
from nb2prod.report.summary import summary

__all__ = ["explain_json", "finding_lines", "json_text", "one_line", "page", "summary"]
