"""Profiles of a wave: the step and its cells."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from answers import codes, responses_of, sample_of
from planted_answers import draw_groups

from relstudy.cells import assemble
from relstudy.stats.calibration import Calibration
from relstudy.stats.stability import adjusted_rand
from relstudy.steps.profiles import Profiles, cells_of, find_profiles, name_by_pole
from relstudy.steps.weights import describe_weights
from relstudy.study.codec import digest, load, save
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Identity, Pole, ProfilesPlan, Respondents, Source

N = 400
SCALE = tuple(Code(code=str(c), value=float(c)) for c in range(1, 6))
QUESTIONS = ("app", "site", "chat", "desk", "phone", "letter")
ITEMS = (
    *(Item(id=q, type="scale", columns=(q.upper(),), codes=SCALE) for q in QUESTIONS[:4]),
    *(Item(id=q, type="single", columns=(q.upper(),), codes=codes("Oui", "Non", "dk")) for q in QUESTIONS[4:]),
    Item(id="channels", type="multiple", columns=("C1", "C2", "C3"), codes=codes("web", "branch", "fax")),
    Item(id="cible", type="single", columns=("CIBLE",), codes=codes("client", "prospect")),
    Item(id="typo", type="single", columns=("TYPO",), codes=codes("A", "B", "C")),
)
DECLARED = (*QUESTIONS, "channels")
POLES = (
    Pole(id="connected", high=("app", "site", "chat"), low=("desk",)),
    Pole(id="human", high=("desk",), low=("app", "site")),
)


def made(n=N, seed=1, *, noise=False):
    """Return answers of connected, human and hybrid respondents (or of nobody in particular), their groups and weights."""
    chance = np.random.default_rng(seed)
    truth = draw_groups(n, 3, "rising", chance)
    digital, human = np.array([0.9, 0.1, 0.9])[truth], np.array([0.1, 0.9, 0.9])[truth]
    if noise:
        digital = human = np.full(n, 0.5)
    answers = {}
    for q, level in zip(QUESTIONS, (digital, digital, digital, human, human, human), strict=True):
        if q in QUESTIONS[:4]:
            answers[q] = [str(int(v)) for v in np.clip(np.rint(1 + 4 * level + chance.normal(0, 0.8, n)), 1, 5)]
        else:
            answers[q] = np.where(chance.random(n) < level, "Oui", "Non").tolist()
    web, branch = chance.random(n) < digital, chance.random(n) < human
    answers["channels"] = [{c for c, t in (("web", w), ("branch", b)) if t} for w, b in zip(web, branch, strict=True)]
    answers["cible"] = chance.choice(["client", "prospect"], n).tolist()
    answers["typo"] = np.array(["A", "B", "C"])[
        np.where(chance.random(n) < 0.8, truth, chance.integers(0, 3, n))
    ].tolist()
    return answers, truth, chance.uniform(0.5, 2.0, n)


def found(answers, weight, *, items=ITEMS, respondents=None, calibration=None, **plan):
    plan = {"items": DECLARED, "poles": POLES, **plan}
    weights = replace(describe_weights(np.asarray(weight)), calibration=calibration)
    return find_profiles(
        study_profiles=ProfilesPlan(**plan), study_identity=Identity(id="s", seed=7),
        study_respondents=respondents or Respondents(target="cible"), wave_items=items,
        intake_responses=responses_of(items, answers), intake_sample=sample_of(weight), weights=weights,
    )  # fmt: skip


def table(result, *, items=ITEMS, **plan):
    plan = ProfilesPlan(**{"items": DECLARED, "poles": POLES, **plan})
    wave = SimpleNamespace(responses=Source(path="waves/w/responses.csv", sha256="", absolute=Path("/x")), items=items)
    frame = cells_of(result, SimpleNamespace(profiles=plan), wave)
    return assemble([frame], study="s", wave="w", min_base=30, caution_base=100).set_index("key")


@pytest.fixture(scope="module")
def clear():
    answers, truth, weight = made()
    answers["app"][0] = answers["phone"][1] = "."
    answers["letter"][2] = "dk"
    return found(answers, weight, existing="typo"), answers, truth, weight


def test_the_groups_planted_are_the_profiles(clear):
    result, _, truth, _ = clear
    inside = result.member >= 0
    assert result.k == 3
    assert adjusted_rand(result.member[inside], truth[inside]) > 0.9
    assert (result.entered, result.dropped) == (N - 3, 3)
    assert result.member[:3].tolist() == [-1, -1, -1]
    (note,) = result.faults
    assert (note.code, note.severity, note.item, note.found) == (
        "left-out",
        "note",
        "profiles.items: channels.fax",
        "@same-answer",
    )
    assert not result.continuum
    assert result.shares @ result.places == pytest.approx(0.0, abs=1e-9)
    assert result.places[0] < 0
    assert 0.5 < result.one_axis < 1
    assert result.trials["verdict"].tolist().count("kept") == 1


def test_one_factor_is_a_gradation_and_its_cells_keep_their_form():
    chance = np.random.default_rng(12)
    wishes = 0.75 * chance.normal(size=(600, 1)) + np.sqrt(1 - 0.75**2) * chance.normal(size=(600, 6))
    answers = {q: [str(int(v)) for v in np.clip(np.rint(3 + wishes[:, j]), 1, 5)] for j, q in enumerate(QUESTIONS[:4])}
    answers |= {q: np.where(wishes[:, 4 + j] > 0.3, "Oui", "Non").tolist() for j, q in enumerate(QUESTIONS[4:])}
    answers |= {"channels": [set()] * 600, "cible": ["client"] * 600, "typo": ["A"] * 600}
    result = found(answers, np.ones(600), items=ITEMS)
    assert result.k >= 2
    assert result.continuum
    assert result.one_axis > 0.5
    assert table(result).loc["profiles/_/k/_/_", ["kind", "value"]].tolist() == ["number", float(result.k)]
    left_out = [note.item for note in result.faults]
    assert left_out == [f"profiles.items: channels.{code}" for code in ("web", "branch", "fax")]


def test_sizes_are_weighted_and_fall(clear):
    result, _, _, weight = clear
    inside = result.member >= 0
    by_hand = [weight[result.member == p].sum() / weight[inside].sum() for p in range(3)]
    assert result.shares == pytest.approx(by_hand)
    assert sorted(by_hand, reverse=True) == by_hand
    assert result.sizes.tolist() == [(result.member == p).sum() for p in range(3)]


def test_cells(clear):
    result, answers, _, weight = clear
    cells = table(result, existing="typo")
    k = cells.loc["profiles/_/k/_/_"]
    assert (k.kind, k.value, k.unit, k.interval, k.base, k.base_kind) == (
        "number",
        3.0,
        "count",
        "none",
        N - 3,
        "respondents",
    )
    assert cells.loc["profiles/_/dropped/_/_", "value"] == 3
    share = cells.loc["profiles/p1/share/_/all"]
    assert (share.unit, share.interval, share.base) == ("share", "taylor", N - 3)
    n = cells.loc["profiles/p1/n/_/all"]
    assert (n.value, n.unit, n.interval, n.base) == (result.sizes[0], "count", "none", N - 3)
    clients = np.array(answers["cible"]) == "client"
    inside = (result.member >= 0) & clients
    by_target = cells.loc["profiles/p2/share/_/target=client"]
    assert by_target.base == inside.sum()
    assert by_target.value == pytest.approx(weight[inside & (result.member == 1)].sum() / weight[inside].sum())
    assert cells.loc["profiles/p2/n/_/target=prospect", "value"] == ((result.member == 1) & ~clients).sum()
    assert cells.loc["profiles/p3/stability/_/_", "unit"] == "index"
    assert 0.75 <= cells.loc["profiles/p3/stability/_/_", "value"] <= 1
    assert cells.loc["profiles/p1/centre/phone.oui/_", "source"] == "waves/w/responses.csv#PHONE"
    assert cells.loc["profiles/p1/centre/channels.branch/_", "source"] == "waves/w/responses.csv#C2"
    assert cells["source"].notna().all()


def test_shares_of_the_profiles_sum_to_one_in_every_column(clear):
    cells = table(clear[0])
    for column in ("all", "target=client", "target=prospect"):
        assert sum(cells.loc[f"profiles/p{p}/share/_/{column}", "value"] for p in (1, 2, 3)) == pytest.approx(1.0)


def test_share_and_its_error_by_hand():
    # A ratio of sums of the whole sample, R's svydesign(ids = ~1): u = w (a - R b) / sum w b, n / (n - 1) sum (u - mean u)^2.
    answers, _, weight = made()
    result = found(answers, weight)
    u = weight * ((result.member == 0) - result.shares[0]) / weight.sum()
    row = result.shares_by_column.iloc[0]
    assert row["se"] == pytest.approx((N / (N - 1) * ((u - u.mean()) ** 2).sum()) ** 0.5)
    assert row["low"] == pytest.approx(row["value"] - 1.959964 * row["se"])


def test_a_share_that_weights_were_raked_to_is_told_as_imposed():
    """Where the margins tell who is in which profile, its share is the population's, not the sample's."""
    answers, _, weight = made()
    label = (found(answers, weight).member + 1).astype(np.int16)
    cells = table(found(answers, weight, calibration=Calibration.of([label], weight)))
    whole, part = cells.loc["profiles/p1/share/_/all"], cells.loc["profiles/p1/share/_/target=client"]
    assert (whole["se"], whole["interval"], whole["marks"]) == (0.0, "none", "imposed")
    assert part["se"] > 0
    assert (part["interval"], part["marks"]) == ("taylor", "")


def test_poles_name_who_lies_far_enough_out(clear):
    result, answers, truth, _ = clear
    assert sorted(result.poles) == ["connected", "human", "none"]
    of_truth = {int(np.bincount(truth[result.member == p]).argmax()): result.poles[p] for p in range(3)}
    assert of_truth == {0: "connected", 1: "human", 2: "none"}
    cells = table(result)
    place = result.poles.index("connected")
    z = {}
    inside = result.member >= 0
    for q in ("app", "site", "chat", "desk"):
        values = np.array([float(a) if a != "." else np.nan for a in answers[q]])[inside]
        z[q] = (values - values.mean()) / values.std()
    mine = result.member[inside] == place
    by_hand = np.mean([z[q][mine].mean() for q in ("app", "site", "chat")]) - z["desk"][mine].mean()
    assert cells.loc[f"profiles/p{place + 1}/pole_score/connected/_", "value"] == pytest.approx(by_hand)
    assert cells.loc[f"profiles/p{place + 1}/pole/_/_", "text"] == "connected"
    assert cells.loc[f"profiles/p{place + 1}/pole/_/_", "kind"] == "category"


@pytest.mark.parametrize(
    ("scores", "name"),
    [({"a": 0.5}, "a"), ({"a": 0.499999}, "none"), ({"a": 0.8, "b": 0.55}, "a"), ({"a": 0.8, "b": 0.56}, "none"),
     ({"b": 0.9, "a": 0.9}, "none"), ({"a": 0.3 + 0.45, "b": 0.2 + 0.3}, "a"), ({}, "none")],
)  # fmt: skip
def test_the_limits_of_a_name(scores, name):
    frame = pd.DataFrame(
        {"profile": [0] * len(scores), "pole": list(scores), "score": [float(v) for v in scores.values()]}
    )
    assert name_by_pole(frame, 0) == name


def test_without_partition_one_cell_says_so():
    answers, _, weight = made(noise=True)
    result = found(answers, weight)
    assert (result.k, result.poles) == (0, ())
    assert (result.member == -1).all()
    assert result.reason in {"not_above_chance", "unstable", "too_small"}
    assert len(result.trials) == 7
    cells = table(result)
    assert list(cells.index) == ["profiles/_/k/_/_"]
    only = cells.iloc[0]
    assert (only.kind, only.text, only.unit, only.interval, only.base, only.base_kind) == (
        "category", "none", "none", "none", N, "respondents",
    )  # fmt: skip
    assert pd.isna(only.value)


def test_the_existing_typology_is_crossed(clear):
    result, answers, _truth, weight = clear
    cells = table(result, existing="typo")
    codes_given = np.array(answers["typo"])
    for p in range(3):
        mine = result.member == p
        shares = [cells.loc[f"profiles/p{p + 1}/existing/{c}/all", "value"] for c in "abc"]
        assert shares == pytest.approx([weight[mine & (codes_given == c)].sum() / weight[mine].sum() for c in "ABC"])
        assert cells.loc[f"profiles/p{p + 1}/existing/a/all", "base"] == mine.sum()
    inside = result.member >= 0
    labels = np.searchsorted(["A", "B", "C"], codes_given[inside])
    assert cells.loc["profiles/_/existing_ari/_/_", "value"] == pytest.approx(
        adjusted_rand(result.member[inside], labels)
    )
    assert cells.loc["profiles/_/existing_ari/_/_", "unit"] == "index"


def renamed(seed):
    """Return the same study told otherwise: rows, items and codes in another order, codes and items renamed."""
    answers, _, weight = made(300)
    chance = np.random.default_rng(seed)
    rows = chance.permutation(300)
    items = []
    for place in chance.permutation(len(ITEMS)):
        item = ITEMS[place]
        names = {c.code: f"K{c.code}x" for c in item.codes}
        order = chance.permutation(len(item.codes))
        changed = tuple(
            Code(code=names[item.codes[i].code], value=item.codes[i].value, missing=item.codes[i].missing)
            for i in order
        )
        columns = tuple(item.columns[i] for i in order) if item.type == "multiple" else item.columns
        items.append(Item(id=f"z{item.id}", type=item.type, columns=columns, codes=changed))
    other = {}
    for item in ITEMS:
        given = [answers[item.id][r] for r in rows]
        other[f"z{item.id}"] = [{f"K{c}x" for c in a} if isinstance(a, set) else f"K{a}x" for a in given]
    return other, weight[rows], rows, tuple(items)


@pytest.mark.parametrize("seed", range(3))
def test_order_and_names_move_nobody(seed):
    answers, _, weight = made(300)
    first = found(answers, weight)
    other, weight_other, rows, items = renamed(seed)
    declared = tuple(np.random.default_rng(seed).permutation([f"z{name}" for name in DECLARED]).tolist())
    second = find_profiles(
        study_profiles=ProfilesPlan(items=declared), study_identity=Identity(id="other", seed=7),
        study_respondents=Respondents(target="zcible"), wave_items=items, intake_responses=responses_of(items, other),
        intake_sample=sample_of(weight_other), weights=describe_weights(weight_other),
    )  # fmt: skip
    assert np.array_equal(first.member[rows], second.member)
    assert first.sizes.tolist() == second.sizes.tolist()
    assert first.stability == pytest.approx(second.stability, abs=1e-12)
    assert first.shares == pytest.approx(second.shares, abs=1e-12)


def test_missing_as_the_mean_keeps_everybody():
    answers, truth, weight = made()
    for i in range(0, N, 10):
        answers["app"][i] = "."
    dropped, kept = found(answers, weight), found(answers, weight, missing="mean")
    assert (dropped.dropped, kept.dropped) == (N // 10, 0)
    assert kept.k == 3
    assert adjusted_rand(kept.member, truth) > 0.9


def test_answers_that_are_no_partition_for_want_of_matter():
    answers, _, weight = made(60)
    assert found({**answers, "app": ["."] * 60}, weight).reason == "too_few_respondents"
    assert found({q: a for q, a in answers.items() if q != "app"}, weight).reason == "item_not_asked"
    same = {q: [a[0]] * 60 for q, a in answers.items()}
    assert found(same, weight).reason == "nothing_varies"
    few, _, light = made(25)
    result = found(few, light)
    assert (result.k, result.reason) == (0, "too_few_respondents")
    assert table(result).loc["profiles/_/k/_/_", "status"] == "withheld"


def test_the_result_survives_the_store(clear, tmp_path):
    result = clear[0]
    save(result, tmp_path)
    back = load(Profiles, tmp_path)
    assert digest(back) == digest(result)
    assert np.array_equal(back.member, result.member)
    assert back.member.dtype == np.int16
    empty = tmp_path / "none"
    empty.mkdir()
    answers, _, weight = made(25)
    none = found(answers, weight)
    save(none, empty)
    assert digest(load(Profiles, empty)) == digest(none)
