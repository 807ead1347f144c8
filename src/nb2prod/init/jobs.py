"""A job that runs `check`, for each CI system: in a file of its own, so that nobody's pipeline is rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nb2prod.disk import read_file_text
from nb2prod.errors import ExitCode, Stop
from nb2prod.init.change import Change, own_file, template
from nb2prod.init.extending import UnclearError, listed, parsed, with_item

# system -> (our file, its template, what tells that a repository uses the system: a file, the host of a remote)
JOBS: Mapping[str, tuple[str, str, str, str]] = {
    "github": (".github/workflows/nb2prod.yml", "github.yml", ".github/workflows", "github.com"),
    "gitlab": (".gitlab/nb2prod.yml", "gitlab.yml", ".gitlab-ci.yml", "gitlab"),
    "azure": ("azure-pipelines-nb2prod.yml", "azure.yml", "azure-pipelines.yml", "dev.azure.com"),
    "jenkins": ("Jenkinsfile.nb2prod", "Jenkinsfile", "Jenkinsfile", ""),
}
ADVICE: Mapping[str, tuple[str, ...]] = {
    "azure": ("in Azure DevOps, create a pipeline from azure-pipelines-nb2prod.yml",),
    "jenkins": ("in Jenkins, create a pipeline with the script path Jenkinsfile.nb2prod; its agents need Python 3.11",),
}
GITLAB = ".gitlab-ci.yml"


def ci_of(root: Path) -> tuple[str, ...]:
    """The systems that the repository seems to use: by their files, else by its remotes, else GitHub."""
    by_file = tuple(
        system for system, (ours, _, sign, _) in JOBS.items() if any((root / p).exists() for p in (ours, sign))
    )
    if by_file:
        return by_file
    try:
        remotes = (root / ".git" / "config").read_text("utf-8", "replace")
    except OSError:  # a worktree, or no git at all
        remotes = ""
    urls = [line for line in remotes.splitlines() if line.strip().startswith("url")]
    by_host = tuple(system for system, (*_, host) in JOBS.items() if host and any(host in url for url in urls))
    return by_host[:1] or ("github",)


def job_changes(root: Path, system: str, requirement: str) -> list[Change]:
    """The job's own file, and for GitLab the line that includes it; raises Stop (2) where it is not clear how."""
    path, name, *_ = JOBS[system]
    if system != "gitlab":
        return [own_file(root, path, template(name, requirement=requirement), ADVICE.get(system, ()))]
    there = read_file_text(root, GITLAB) or ""
    try:
        _, said = parsed(there)
        stages = said.get("stages") if isinstance(said, dict) else None
        stage = "test" if not isinstance(stages, list) or "test" in stages or not stages else str(stages[0])
        job = own_file(root, path, template(name, requirement=requirement, stage=stage.replace('"', "")))
        if path in there:
            return [job, Change(GITLAB, f"there already, and includes {path}")]
        changed = with_item(listed(there, "include"), "include", [f"local: {path}"])
    except UnclearError as error:
        raise Stop(
            ExitCode.BAD_INPUT,
            f"{root / GITLAB} stays as it is: {error}. Add this to its `include` by hand:\n- local: {path}",
        ) from error
    return [job, Change(GITLAB, f"includes {path} now" if there else "written", changed)]
