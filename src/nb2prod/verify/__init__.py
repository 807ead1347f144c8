"""Runs a notebook and the project made of it, and compares every value that is kept. The one stage that runs them.

    df = pd.read_csv("a.csv")       notebook, twice:  df is 100 x 3, total is 4.2
    total = df["x"].sum()           workflow, once:   df is 100 x 3, total is 4.3
                                    report:           total, cell 1, line 2: 4.2 in the notebook, 4.3 in the project

Each run is a fresh process of the notebook's Python, in a fresh scratch copy of the notebook's repository (`scratch`,
`processes`, `runs`). What runs there lies in `inside/` and imports nothing of nb2prod; it leaves pictures of all
values, which are compared there as well. `weigh` takes out what the notebook itself does not give twice, `places` says
where. `referee` puts it together, `words` reports.
"""

from __future__ import annotations

from collections.abc import Callable

from nb2prod.verify.job import Job, Report
from nb2prod.verify.referee import Referee
from nb2prod.verify.words import as_json, sentences

__all__ = ["Job", "Referee", "Report", "as_json", "sentences", "verify"]


def verify(job: Job, say: Callable[[str], None] = lambda text: None) -> Report:
    """Run and compare; `say` is told what is about to run.

    Raises Stop: BAD_INPUT for a Python that does not start, ENVIRONMENT for one that lacks what the runs need.
    """
    with Referee(job, say) as referee:
        project = job.project
        if project is None:
            project = referee.scratch.folder / "generated"
            for file in job.tree.files:
                target = project / file.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(file.text, "utf-8")
        return referee.hold(project)
