"""Columns: their names, their order, who is in them."""

from dataclasses import dataclass

import numpy as np
from answers import codes, responses_of

from relstudy.steps.absence import NotInStudy
from relstudy.steps.columns import columns_of, find_columns
from relstudy.survey.items import Item
from relstudy.survey.plan import Respondents, TablesPlan

TARGET = Item(id="cible", type="single", columns=("c",), codes=codes("Client", "Prospect", "Ancien client", "dk"))
SEX = Item(id="sexe", type="single", columns=("s",), codes=codes("1", "2"))
CHANNELS = Item(id="canaux", type="multiple", columns=("a", "b"), codes=codes("app", "desk", "dk"))
LATER = Item(id="plus_tard", type="single", columns=("l",), codes=codes("1", "2"))
ITEMS = (TARGET, SEX, CHANNELS, LATER)
RESPONSES = responses_of(
    ITEMS,
    {
        "cible": ["Client", "Prospect", "dk", ".", "Client"],
        "sexe": ["1", "2", "2", "-", "1"],
        "canaux": [{"app", "desk"}, {"desk"}, set(), "-", {"app"}],
    },
)


@dataclass
class Profiles:
    member: np.ndarray
    k: int


def columns(
    *, banner: tuple[str, ...] = (), target: str | None = "cible", profiles: object = None
) -> dict[str, list[bool]]:
    found = columns_of(
        wave_items=ITEMS,
        intake_responses=RESPONSES,
        study_respondents=Respondents(target=target),
        study_tables=TablesPlan(banner=banner),
        profiles=profiles,
    )
    return {name: mask.tolist() for name, mask in found}


def test_names_order_and_members() -> None:
    profiles = Profiles(member=np.array([1, 0, -1, 0, 1], dtype=np.int16), k=2)
    assert columns(banner=("sexe", "canaux"), profiles=profiles) == {
        "all": [True] * 5,
        "target=client": [True, False, False, False, True],
        "target=prospect": [False, True, False, False, False],
        "target=ancien-client": [False] * 5,
        "profile=p1": [False, True, False, True, False],
        "profile=p2": [True, False, False, False, True],
        "sexe=1": [True, False, False, False, True],
        "sexe=2": [False, True, True, False, False],
        "canaux=app": [True, False, False, False, True],
        "canaux=desk": [True, True, False, False, False],
    }


def test_the_target_item_in_the_banner_is_counted_once() -> None:
    found = find_columns(
        wave_items=ITEMS,
        intake_responses=RESPONSES,
        study_respondents=Respondents(target="cible"),
        study_tables=TablesPlan(banner=("cible", "sexe", "sexe")),
    )
    assert found.names.count("sexe=1") == 1
    assert len(found.partitions) == 2
    place = dict(zip(found.names, found.places, strict=True))
    assert place["cible=client"] == place["target=client"]
    assert found.mask("cible=client", 5).tolist() == found.mask("target=client", 5).tolist()


def test_no_profiles_no_columns() -> None:
    for profiles in (None, NotInStudy("no_profiles"), Profiles(member=np.full(5, -1, dtype=np.int16), k=0)):
        assert not any(name.startswith("profile=") for name in columns(profiles=profiles))


def test_an_item_not_asked_in_the_wave_gives_no_column() -> None:
    assert set(columns(banner=("plus_tard",), target=None)) == {"all"}
