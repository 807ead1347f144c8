"""Names of functions and methods by what they do to rows at serving: the words of `knowledge/words.yaml`."""

from nb2prod.knowledge.words import words

AGGREGATES = words("aggregates")
ARRAYS = words("arrays")
ARRAY_SAME = words("array_same")
AXIS_REDUCING = words("axis_reducing")
EACH = words("each")
INPLACE = words("inplace")
LABELS = words("labels")
LIST_CHANGES = words("list_changes")
MAPPED = words("mapped")
MAPPING = words("mapping")
ORDERED = words("ordered")
PURE = words("pure")
REDUCING = words("reducing")
SAME_LABELS = words("same_labels")
SAME_AS_AGGREGATE = words("same_as_aggregate")
IN_ORDER = words("in_order")
ESTIMATORS = words("estimators")
NOT_THE_SAME = words("not_the_same")
NO_NEW_ROWS = words("no_new_rows")
