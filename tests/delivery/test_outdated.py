"""Waves whose files are others now, and what is no such change."""

import hashlib
import json
from pathlib import Path

from relstudy.delivery.outdated import note_changed_since


def test_the_look_of_the_agency_is_no_change_of_numbers(tmp_path: Path) -> None:
    study = tmp_path / "study"
    (study / "waves" / "w1").mkdir(parents=True)
    files = {
        "study.toml": study / "study.toml",
        "agency/_brand.toml": tmp_path / "_brand.toml",
        "agency/logo.png": tmp_path / "logo.png",
    }
    for name, path in files.items():
        path.write_text(f'name = "{name}"\nlogo = "logo.png"\n', encoding="utf-8")
    told = [{"path": n, "sha256": hashlib.sha256(p.read_bytes()).hexdigest()} for n, p in files.items()]
    manifest = study / "out" / "w1" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"inputs": told}), encoding="utf-8")
    assert note_changed_since(study, study / "out", "w1") == ()
    files["agency/logo.png"].write_text("another", encoding="utf-8")
    assert note_changed_since(study, study / "out", "w1") == ()
    files["study.toml"].write_text("changed", encoding="utf-8")
    (found,) = note_changed_since(study, study / "out", "w1")
    assert (found.code, found.found) == ("changed-since-run", "study.toml")
