"""Random studies that are odd but legal, as data (for `second_opinion`) and as files (for the program)."""

import contextlib
import csv
import io
import random
from pathlib import Path
from typing import Any

ODD_CODES = [
    "01",
    "1",
    "18 - 34",
    "Été",
    "NA",
    "nan",
    "None",
    "9",
    "A&B",
    "<5",
    "plus de 60 ans",
    "1e3",
    "oui",
    "TRUE",
    "x=y",
    "🙂 1",
    "2026-03-01",
    "007",
]
LABELS = ["Relation", "Été & hiver", "Prix < 10 €", "d'accord", 'dit "oui"', "çà", "A|B", "x; y"]


def quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{quote(k)} = {toml(v)}" for k, v in value.items()) + " }" if value else "{}"
    return quote(str(value))


def spell(x: tuple) -> str:
    """An expression as the study writes it."""
    match x[0]:
        case "and" | "or":
            return f"({spell(x[1])}) {x[0]} ({spell(x[2])})"
        case "not":
            return f"not ({spell(x[1])})"
        case "eq" | "ne":
            return f"{x[1]} {'==' if x[0] == 'eq' else '!='} {_code(x[2])}"
        case "in":
            return f"{x[1]} in [{', '.join(map(_code, x[2]))}]"
    return f"{x[1]} { {'lt': '<', 'le': '<=', 'gt': '>', 'ge': '>='}[x[0]] } {x[2]}"


def _code(code: str) -> str:
    return f'"{code}"' if "'" in code else f"'{code}'"


def random_expression(chance: random.Random, study: dict[str, Any], depth: int = 2) -> tuple:
    usable = [i for i in study["items"] if i["type"] in ("single", "scale", "multiple", "numeric") and "from" not in i]
    if depth and chance.random() < 0.5:
        which = chance.choice(["and", "or", "not"])
        if which == "not":
            return ("not", random_expression(chance, study, depth - 1))
        return (which, random_expression(chance, study, depth - 1), random_expression(chance, study, depth - 1))
    item = chance.choice(usable)
    if item["type"] == "numeric":
        return (chance.choice(["lt", "le", "gt", "ge"]), item["id"], chance.choice([20, 35, 35.5, 60]))
    codes = [c["code"] for c in item["codes"]] if "codes" in item else list(item["columns"])
    if item["type"] == "scale" and chance.random() < 0.5:
        return (chance.choice(["lt", "le", "gt", "ge"]), item["id"], chance.choice([2, 3, 4]))
    if item["type"] == "multiple":
        return ("eq", item["id"], chance.choice(codes))
    which = chance.choice(["eq", "ne", "in"])
    return (which, item["id"], chance.sample(codes, min(2, len(codes))) if which == "in" else chance.choice(codes))


def random_study(seed: int) -> dict[str, Any]:
    """A study as data. Sizes are small and odd on purpose."""
    chance = random.Random(seed)
    steps = {s: chance.random() < 0.75 for s in ("audit", "benchmark", "interviews", "survey")}
    if not any(steps.values()):
        steps[chance.choice(list(steps))] = True
    if seed % 7 == 0:
        alone = chance.choice(list(steps))
        steps = {s: s == alone for s in steps}
    study: dict[str, Any] = {
        "id": f"s{seed}", "seed": seed, "steps": steps, "target": None, "items": [], "responses": [],
        "languages": chance.choice([["fr"], ["en"], ["fr", "en"]]), "wave_name": chance.choice(["2026-03", "2026", "v02"]),
    }  # fmt: skip
    study["target_codes"] = []
    offers = ["app", "desk", "chat_1", "phone"][: chance.randint(1, 4)]
    study["offers"] = [{"offer_id": o, "kind": chance.choice(["channel", "service", "procedure"])} for o in offers]
    _registers(chance, study, offers)
    if steps["survey"]:
        _questionnaire(chance, study)
        _responses(chance, study)
    if steps["interviews"]:
        _interviews(chance, study)
    _expectations(chance, study)
    _strategy(random.Random(f"strategy {seed}"), study)
    return study


def _registers(chance: random.Random, study: dict[str, Any], offers: list[str]) -> None:
    if study["steps"]["audit"]:
        lines = []
        for offer in offers:
            for kpi in ("conversion", "csat", "cost"):
                unit = {
                    "conversion": chance.choice(["%", "share"]),
                    "csat": "score",
                    "cost": chance.choice(["eur", "days", "count"]),
                }[kpi]
                dates = chance.sample(["2026-01-31", "01/02/2026", "2025-12-31", "28/02/2026"], chance.randint(1, 3))
                for date in dates:
                    value = round(chance.uniform(0, 0.9), 3) if unit == "share" else round(chance.uniform(1, 90), 1)
                    target = "" if chance.random() < 0.3 else f"{round(chance.uniform(0.1, 0.9), 2)}"
                    lines.append({"offer_id": offer, "kpi": kpi, "value": f"{value}", "unit": unit, "target": target, "date": date,
                                  "higher_is_better": chance.choice(["oui", "non", "yes", "1", "0", "true"])})  # fmt: skip
        study["audit_lines"] = chance.sample(lines, len(lines))
    if chance.random() < 0.7:
        names = ["reach", "cost", "brand_fit"][: chance.randint(1, 3)]
        weights = {1: [1.0], 2: [0.6, 0.4], 3: [0.2, 0.3, 0.5]}[len(names)]
        study["grid"] = {
            n: {
                "weight": w,
                "higher_is_better": chance.random() < 0.6,
                **({"scale": [1, 5]} if chance.random() < 0.4 else {}),
            }
            for n, w in zip(names, weights, strict=True)
        }
        lines = []
        for offer in offers:
            printed = chance.choice(["", f"{round(chance.uniform(1, 9), 2)}"])
            for k, (criterion, rule) in enumerate(study["grid"].items()):
                low, high = rule.get("scale", [0, 10])
                score = "" if chance.random() < 0.1 else f"{round(chance.uniform(low, high), 1)}"
                lines.append(
                    {
                        "offer_id": offer,
                        "criterion": criterion,
                        "score": score,
                        "printed_total": printed if k == 0 else "",
                    }
                )
        study["grid_lines"] = lines
    if study["steps"]["benchmark"]:
        kinds = ["client", "competitor", "competitor", "adjacent", "adjacent"][: chance.randint(1, 5)]
        study["players"] = [{"player_id": f"p{i}", "kind": k} for i, k in enumerate(kinds)]
        lines = []
        for practice in ("chat", "call_back", "visio"):
            for player in study["players"]:
                for _ in range(chance.choice([0, 1, 1, 2, 3])):
                    lines.append({"player_id": player["player_id"], "practice": practice, "score": chance.choice(["0", "0", "1", "2", "1.5"]),
                                  "offer_id": chance.choice(["", *offers]), "scorer": f"s{len(lines)}", "date": "2026-02-01"})  # fmt: skip
        if not lines:
            lines = [{"player_id": "p0", "practice": "chat", "score": "1", "offer_id": "", "scorer": "a", "date": ""}]
        study["benchmark_lines"] = lines


def _label(chance: random.Random, study: dict[str, Any]) -> dict[str, str]:
    languages = study["languages"] if chance.random() < 0.7 else study["languages"][:1]
    return {language: chance.choice(LABELS) for language in languages}


def _questionnaire(chance: random.Random, study: dict[str, Any]) -> None:
    items = study["items"]
    label = lambda: _label(chance, study)  # noqa: E731
    if chance.random() < 0.8:
        study["target"] = "cible"
        codes = chance.choice([["client", "prospect"], ["Client fidèle", "Prospect"], ["1", "2", "3"]])
        study["target_codes"] = codes
        items.append(
            {
                "id": "cible",
                "type": "single",
                "column": "CIBLE",
                "codes": [{"code": c} for c in codes],
                "label": label(),
            }
        )
    for k in range(chance.randint(1, 3)):
        codes = chance.sample(ODD_CODES, chance.randint(2, 5))
        declared = [{"code": c} for c in codes]
        words = [w for w in ("dont_know", "refused") if chance.random() < 0.5]
        declared += [{"code": str(98 + j), "missing": w} for j, w in enumerate(words)]
        item = {"id": f"q{k}", "type": "single", "column": f"Q {k}", "codes": declared, "label": label()}
        if chance.random() < 0.5:
            item["base"] = chance.choice(["asked", "valid", "all"])
        if chance.random() < 0.4:
            item["nets"] = [{"id": "top", "codes": codes[:2], "label": label()}]
        items.append(item)
    items.append({"id": "age", "type": "numeric", "column": "AGE", "label": label()})
    if chance.random() < 0.5:
        items.append({"id": "age_band", "type": "single", "from": "age", "bands": [18, 35, 60], "label": label()})
    scale = [{"code": str(v), "value": v} for v in range(1, 6)] + (
        [{"code": "9", "missing": "dont_know"}] if chance.random() < 0.6 else []
    )
    for k in range(2):
        items.append({"id": f"s{k}", "type": "scale", "column": f"S{k}", "codes": scale, "label": label()})
    # a second item on the column of s0, a part of the respondents, published on all or on its own base
    second = {"id": "s0_again", "type": "scale", "column": "S0", "codes": scale, "label": label(),
              "base": chance.choice(["all", "valid", ("ge", "age", 35)])}  # fmt: skip
    items.append(second)
    columns = {c: f"M_{c}" for c in ("app", "desk", "phone")}
    multiple = {"id": "m", "type": "multiple", "columns": columns, "label": label()}
    if chance.random() < 0.5:
        multiple["filter_x"] = random_expression(chance, study)
        multiple["base"] = chance.choice(["asked", "all"])
    spelling = chance.choice(["plain", "yes", "star"])
    if spelling != "plain":
        multiple["yes"] = "ticked" if spelling == "yes" else "*"
    multiple["spelling"] = spelling
    items.append(multiple)
    d = {"id": "d", "type": "multiple", "column": "D", "separator": chance.choice(["|", ";", ", "]), "label": label(),
         "codes": [{"code": c} for c in ("a", "b", "été")]}  # fmt: skip
    if chance.random() < 0.5:
        d["filter_x"] = ("eq", "m", "app")
    items.append(d)
    if chance.random() < 0.6:
        grid = {"id": "g", "type": "grid", "rows": {"speed": "G_1", "price": "G_2"}, "label": label(),
                "row_labels": {"speed": label(), "price": label()}, "codes": [{"code": "1"}, {"code": "02"}, {"code": "9", "missing": "dont_know"}]}  # fmt: skip
        if chance.random() < 0.5:
            grid["filter_x"] = random_expression(chance, study)
        items.append(grid)
    filtered = {"id": "f", "type": "single", "column": "F", "codes": [{"code": "01"}, {"code": "02"}, {"code": "99", "missing": "refused"}],
                "label": label(), "base": chance.choice(["asked", "valid", "all"])}  # fmt: skip
    if chance.random() < 0.6:
        filtered["filter_x"] = random_expression(chance, study)
    else:
        filtered |= {"filter": "unknown", "blank": chance.choice(["filtered", "absent", "not_asked"])}
    items.append(filtered)
    items.append(
        {
            "id": "merged",
            "type": "single",
            "from": "f",
            "merge": {"low": ["01"], "other": ["02", "99"]},
            "label": label(),
        }
    )
    if chance.random() < 0.3:
        study["wave_items"] = [{"id": "s1", "asked": False}]
    elif chance.random() < 0.3:
        study["wave_items"] = [{"id": "s1", "column": "S1 bis"}]
    study["banner"] = chance.sample(["q0", "f", "s0"], chance.randint(0, 2))
    if chance.random() < 0.3:
        study["keep"] = chance.choice(
            [("ge", "age", 20), ("ne", "q0", next(i for i in items if i["id"] == "q0")["codes"][0]["code"])]
        )
    study["weight_column"] = chance.choice([None, "poids"])
    study["weight_in_wave"] = chance.random() < 0.3
    study["zero"] = chance.choice(["refuse", "drop"])
    design = chance.choice(["none", "none", "strata", "clusters", "both", "fpc"])
    study["id_column"] = chance.choice(["ident", "row"])
    if design in ("strata", "both", "fpc"):
        study["strata"] = "STRATE"
    if design in ("clusters", "both"):
        study["clusters"] = "GRAPPE"
    if design == "fpc":
        study["fpc"] = "POP"
    if chance.random() < 0.3:
        study["min_base"], study["caution_base"] = chance.choice([(10, 50), (50, 60), (1, 2)])
    _practices(random.Random(1000 + study["seed"]), study)


def _practices(chance: random.Random, study: dict[str, Any]) -> None:
    """Practices of some studies; drawn apart, so that all else is as it was."""
    if chance.random() < 0.3:
        return
    items = {item["id"]: item for item in study["items"]}
    offers = [offer["offer_id"] for offer in study["offers"]]
    channels = chance.sample(["m", "d", "q0"], chance.randint(1, 3))
    for code in (*items["q0"]["codes"][:2], items["d"]["codes"][0]):
        code["offer"] = chance.choice(offers)
    if chance.random() < 0.5:
        items["d"]["codes"][2]["exclusive"] = True
    study["practices"] = {"channels": channels}
    if chance.random() < 0.8:
        name = chance.choice(["s0", "s1", "f"])
        codes = [code["code"] for code in items[name]["codes"] if "missing" not in code]
        study["practices"]["continuity"] = {"item": name, "yes": codes[:1], "no": codes[1 : chance.randint(2, 3)]}
    if chance.random() < 0.6:
        study["practices"]["simultaneous"] = {"item": "s0", "yes": ["4"]}
    if chance.random() < 0.5:
        study["banner"].append("practice")


def _responses(chance: random.Random, study: dict[str, Any]) -> None:
    from second_opinion import Sample

    n = chance.choice([29, 30, 60, 99, 100, 101, 130])
    study["responses"] = rows = []
    by_id = {i["id"]: dict(i) for i in study["items"]}
    for other in study.get("wave_items", []):
        by_id[other["id"]].update(other)
    ones: dict[str, Any] = {}
    for i in range(n):
        row = {"ident": f"é-{i:03d}", "STRATE": f"h{i % 3}", "GRAPPE": f"c{i % 3}.{i % 5}", "POP": str(400 + 10 * (i % 3)),
               "poids": f"{chance.uniform(0.3, 3):.3f}", "inutile": chance.choice(LABELS)}  # fmt: skip
        if study.get("zero") == "drop" and chance.random() < 0.05:
            row["poids"] = "0"
        for item in by_id.values():
            if item.get("asked") is False or "from" in item or item["id"] == "s0_again":
                continue
            if item["type"] == "numeric":
                row[item["column"]] = chance.choice(
                    [str(chance.randint(15, 90)), f"{chance.uniform(15, 90):.1f}", str(chance.choice([18, 35, 60]))]
                )
            elif item["type"] == "grid":
                for column in item["rows"].values():
                    row[column] = chance.choice(["1", "02", "9", "1"])
            elif item["type"] == "multiple" and "columns" in item:
                yes, no = {"plain": chance.choice([("1", "0"), ("1", "2"), ("Oui", "Non"), ("x", ""), ("TRUE", "false")]),
                           "yes": ("ticked", "unticked"), "star": ("anything", "")}[item["spelling"]]  # fmt: skip
                for column in item["columns"].values():
                    row[column] = yes if chance.random() < 0.4 else no
            elif item["type"] == "multiple":
                row[item["column"]] = item["separator"].join(c["code"] for c in item["codes"] if chance.random() < 0.5)
            else:
                codes = [c["code"] for c in item["codes"]]
                # one code in three is nobody's, one item in five has one answer for all
                pool = ones.setdefault(
                    item["id"],
                    codes[:1]
                    if chance.random() < 0.15 and item["id"] != "cible"
                    else codes[:-1]
                    if len(codes) > 3 and chance.random() < 0.3
                    else codes,
                )
                row[item["column"]] = chance.choice(pool)
            if item["type"] in ("single", "scale", "numeric") and item["id"] != "cible" and chance.random() < 0.06:
                row[item["column"]] = ""
        rows.append(row)
    # what was not asked is blank, in the order of the questionnaire; the filters see the answers before
    for item in by_id.values():
        if "filter_x" not in item:
            continue
        sample = Sample({**study, "keep": None, "zero": None, "weight_column": None})
        columns = list(item.get("rows", item.get("columns", {})).values()) or [item["column"]]
        for i, row in enumerate(rows):
            if not sample.holds(item["filter_x"], i) or chance.random() < 0.05:
                for column in columns:
                    row[column] = ""
    if study.get("filter_unknown"):
        return


def _interviews(chance: random.Random, study: dict[str, Any]) -> None:
    n = chance.choice([3, 6, 9, 12, 22])
    targets = study["target_codes"]
    study["cases"] = [
        {
            "case_id": f"Cas {i}",
            "target": chance.choice([*targets, targets[0]]) if targets else "",
            "kind": "group" if i % 5 == 4 else "individual",
        }
        for i in range(n)
    ]
    codes = ["wait", "human", "price", "none_says", "app_full"]
    study["codebook"] = [{"code_id": "root", "parent_id": ""}, {"code_id": "leafy", "parent_id": "root"}] + [
        {"code_id": c, "parent_id": chance.choice(["", "root", "leafy"])} for c in codes
    ]
    study["verbatims"], study["codings"] = [], []
    for case in study["cases"]:
        for v in range(chance.randint(1, 2)):
            text = chance.choice(
                [
                    "Déçue 😡 par le téléphone; j'attends.",
                    'Il dit "oui", puis rien.',
                    "=SUM(A1)",
                    "Bien, très bien 👩‍👩‍👧 merci",
                ]
            )
            name = f"{case['case_id']}/v{v}"
            study["verbatims"].append({"verbatim_id": name, "case_id": case["case_id"], "text": text})
            for code in ["root", *codes]:
                for coder in ("anna", "ben"):
                    if code == "none_says" or chance.random() < (0.7 if code != "root" else 0.95):
                        continue
                    prompted = chance.choice(["oui", "non", "1", "0", "yes", "no", ""])
                    line = {"verbatim_id": name, "code_id": code, "coder": coder, "start": "", "end": "", "quote": "",
                            "valence": chance.choice(["", "", "-2", "-1", "0", "1", "2"]), "prompted": prompted,
                            "prompted_bool": prompted in ("oui", "1", "yes"), "stance": chance.choice(["voice", "voice", "voice", ""])}  # fmt: skip
                    if chance.random() < 0.5:
                        start = chance.randint(0, len(text) - 2)
                        end = chance.randint(start + 1, len(text))
                        line |= {
                            "start": str(start),
                            "end": str(end),
                            "quote": text[start:end] if chance.random() < 0.5 else "",
                        }
                        if line["quote"] != line["quote"].strip():
                            line["quote"] = ""
                    if chance.random() < 0.12:
                        line |= {"stance": "contrary", "valence": ""}
                    study["codings"].append(line)
    if chance.random() < 0.4:
        study["asked"] = [
            {"case_id": c["case_id"], "code_id": k} for c in study["cases"] for k in codes if chance.random() < 0.6
        ]
    if chance.random() < 0.4:
        study["voiced_by"], study["unprompted_by"] = chance.choice([("1/3", "1/4"), ("2/3", "1/2"), ("1/2", "1/2")])


def _expectations(chance: random.Random, study: dict[str, Any]) -> None:
    if not (study["steps"]["survey"] or study["steps"]["interviews"]):
        return
    if chance.random() < 0.15 and not study["steps"]["interviews"]:
        return
    study["expectations"] = []
    names = ["wait", "human", "price", "none_says", "app_full"]
    for name in names:
        line = {
            "expectation_id": name,
            "offer_id": "",
            "code_id": name if chance.random() < 0.9 else "",
            "satisfaction_code_id": "",
            "importance_item": "",
            "satisfaction_item": "",
        }
        if study["steps"]["survey"]:
            scale = [{"code": str(v), "value": v} for v in range(11)] + [{"code": "98", "missing": "dont_know"}]
            client = study["target"] and chance.random() < 0.6
            for kind in ("importance", "satisfaction"):
                if chance.random() < 0.15:
                    continue
                item = {
                    "id": f"{kind[:3]}_{name}",
                    "type": "scale",
                    "column": f"{kind}_{name}",
                    "codes": scale,
                    "label": _label(chance, study),
                }
                if kind == "satisfaction" and client:
                    item["filter_x"] = ("eq", "cible", study["target_codes"][0])
                study["items"].append(item)
                line[f"{kind}_item"] = item["id"]
                level = chance.choice([3, 5, 8])
                for row in study["responses"]:
                    row[item["column"]] = str(min(10, max(0, round(chance.gauss(level, 1.5)))))
                    if chance.random() < 0.05:
                        row[item["column"]] = chance.choice(["98", ""])
                    if "filter_x" in item and row["CIBLE"] != study["target_codes"][0]:
                        row[item["column"]] = ""
        elif chance.random() < 0.2:
            line["satisfaction_code_id"] = "human"
        study["expectations"].append(line)
    if study["steps"]["survey"] and chance.random() < 0.3:  # two expectations on one item: a tie
        study["expectations"][1]["importance_item"] = study["expectations"][0]["importance_item"]
    if study["steps"]["survey"] and study["steps"]["interviews"] and chance.random() < 0.3:
        study["importance"] = "cases"
    elif study["steps"]["survey"]:
        if chance.random() < 0.3:
            study["line"] = chance.choice([5, 6.5])
        if chance.random() < 0.3:
            study["satisfaction_line"] = 5.5


def _strategy(chance: random.Random, study: dict[str, Any]) -> None:
    """Which offers are under project and what they serve, maturity of some dimensions, a roadmap of some KPIs."""
    for offer in study["offers"]:
        offer["status"] = chance.choice(["in_use", "project", "project", ""])
    for line in study.get("expectations", []):
        line["offer_id"] = chance.choice(["", *(offer["offer_id"] for offer in study["offers"])])
    dimensions = ["data", "orders", "identity", "automation", "teams", "measurement"]
    scored = chance.sample(dimensions, chance.choice([0, 1, 4, 6]))
    study["maturity"] = [
        {
            "dimension": d,
            "score": str(chance.randint(0, 3)),
            "evidence": chance.choice(["", "vu"]),
            "source": "",
            "date": chance.choice(["", "2026-02-01"]),
        }
        for d in scored
    ]
    pairs = [(o["offer_id"], kpi) for o in study["offers"] for kpi in ("conversion", "csat", "followed_by_nobody")]
    study["roadmap"] = [
        {
            "offer_id": offer, "horizon": chance.choice(["now", "next", "later"]), "owner": "", "kpi": kpi,
            "target": chance.choice(["", f"{round(chance.uniform(0.1, 0.9), 2)}"]), "date": chance.choice(["", "31/12/2026", "2027-01-31"]),
        }
        for offer, kpi in chance.sample(pairs, chance.randint(0, len(pairs)))
    ]  # fmt: skip


# Files
def _plain(item: dict[str, Any]) -> dict[str, Any]:
    out = {k: v for k, v in item.items() if k not in ("filter_x", "spelling")}
    if "filter_x" in item:
        out["filter"] = spell(item["filter_x"])
    if isinstance(item.get("base"), tuple):
        out["base"] = spell(item["base"])
    if out.get("label") == {}:
        del out["label"]
    if "codes" in out:
        out["codes"] = [{**c, "label": c.get("label", {"fr": c["code"], "en": c["code"]})} for c in out["codes"]]
    return out


def _questionnaire_text(items: list[dict[str, Any]]) -> str:
    return "".join(
        "[[items]]\n" + "".join(f"{k} = {toml(v)}\n" for k, v in _plain(item).items()) + "\n" for item in items
    )


NUMBERS = {"poids", "AGE", "POP", "value", "target", "score", "printed_total"}


def write_table(
    chance: random.Random, stem: Path, rows: list[dict[str, Any]], numbers: set[str] = NUMBERS, *, plain: bool = False
) -> str:
    """Write a table the way one of many people would."""
    header = list(dict.fromkeys(k for row in rows for k in row if k != "prompted_bool"))
    how = "comma" if plain else chance.choice(["comma", "semicolon", "tab", "bom", "cp1252", "xlsx"])
    if how == "xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(header)
        for row in rows:
            sheet.append([None if row.get(k, "") == "" else row[k] for k in header])
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    cell.data_type = "s"
                if cell.row > 1 and header[cell.column - 1] in numbers and isinstance(cell.value, str):
                    with contextlib.suppress(ValueError):
                        cell.value = float(cell.value)
        book.save(stem.with_suffix(".xlsx"))
        return how
    separator = {"semicolon": ";", "tab": "\t", "cp1252": ";"}.get(how, ",")
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=chance.choice(["\n", "\r\n"]))
    writer.writerow(header)
    decimal_comma = separator == ";"
    for row in rows:
        writer.writerow(
            [row.get(k, "").replace(".", ",") if decimal_comma and k in numbers else row.get(k, "") for k in header]
        )
    text = stream.getvalue()
    encoding = {"bom": "utf-8-sig", "cp1252": "cp1252"}.get(how, "utf-8")
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        data = text.encode("utf-8")
    stem.with_suffix(".csv").write_bytes(data)
    return how


def write_files(study: dict[str, Any], folder: Path, *, plain: bool = False) -> Path:
    """Write the study; the same data always in the same files."""
    chance = random.Random(study["seed"] + 1)
    wave = folder / "waves" / study["wave_name"]
    wave.mkdir(parents=True)
    languages = study["languages"]
    lines = ["[study]", f"id = {toml(study['id'])}", f"name = {toml(dict.fromkeys(languages, 'Étude & <relation>'))}", f"languages = {toml(languages)}",
             f"seed = {study['seed']}", "[steps]", *(f"{k} = {toml(v)}" for k, v in study["steps"].items())]  # fmt: skip
    if study["steps"]["survey"]:
        lines += ["[respondents]", f'id = "{study["id_column"]}"']
        lines += [f'target = "{study["target"]}"'] if study["target"] else []
        lines += [f"keep = {toml(spell(study['keep']))}"] if study.get("keep") else []
        if study["weight_column"]:
            lines += ["[weighting]", 'method = "column"', f'zero = "{study["zero"]}"']
            lines += [] if study["weight_in_wave"] else ['column = "poids"']
        design = [f'{k} = "{study[k]}"' for k in ("strata", "clusters", "fpc") if study.get(k)]
        lines += ["[design]", *design] if design else []
        practices = study.get("practices", {})
        lines += ["[practices]", *(f"{k} = {toml(v)}" for k, v in practices.items())] if practices else []
        lines += ["[tables]", f"banner = {toml(study['banner'])}"]
        if "min_base" in study:
            lines += ["[disclosure]", f"min_base = {study['min_base']}", f"caution_base = {study['caution_base']}"]
    settings = [
        f"{k} = {toml(study[k])}"
        for k in ("importance", "line", "satisfaction_line", "voiced_by", "unprompted_by")
        if k in study
    ]
    lines += ["[expectations]", *settings] if settings else []
    for name, rule in study.get("grid", {}).items():
        lines += [
            f"[grid.{name}]",
            *(f"{k} = {toml(v)}" for k, v in rule.items()),
            f"label = {toml(dict.fromkeys(languages, name))}",
        ]
    (folder / "study.toml").write_bytes(
        ("\n".join(lines) + "\n").encode("utf-8-sig" if chance.random() < 0.3 else "utf-8")
    )
    dates = chance.choice([("2026-03-02", "2026-03-20"), ('"02/03/2026"', '"20/03/2026"')])
    extra = 'weight_column = "poids"\n' if study.get("weight_column") and study["weight_in_wave"] else ""
    (wave / "wave.toml").write_text(f"field_start = {dates[0]}\nfield_end = {dates[1]}\n{extra}", encoding="utf-8")
    if study["items"]:
        (folder / "questionnaire.toml").write_text(_questionnaire_text(study["items"]), encoding="utf-8")
    if study.get("wave_items"):
        (wave / "questionnaire.toml").write_text(_questionnaire_text(study["wave_items"]), encoding="utf-8")
    label = lambda row, key: {**row, **{f"label_{lang}": f"{row[key]} & co" for lang in languages}}  # noqa: E731
    study["formats"] = formats = {}
    tables = [
        (folder / "offers", [label(r, "offer_id") for r in study["offers"]]),
        (folder / "players", [{**r, "label": r["player_id"].upper()} for r in study.get("players", [])]),
        (folder / "codebook", [label(r, "code_id") for r in study.get("codebook", [])]),
        (folder / "expectations", [label(r, "expectation_id") for r in study.get("expectations", [])]),
        (wave / "audit", study.get("audit_lines", [])),
        (wave / "grid", study.get("grid_lines", [])),
        (wave / "benchmark", study.get("benchmark_lines", [])),
        (wave / "cases", study.get("cases", [])),
        (wave / "verbatims", study.get("verbatims", [])),
        (wave / "codings", study.get("codings", [])),
        (wave / "asked", study.get("asked", [])),
        (folder / "maturity", study.get("maturity", [])),
        (folder / "roadmap", study.get("roadmap", [])),
    ]
    for stem, rows in tables:
        if rows:
            numbers = NUMBERS if stem.name != "cases" else set()
            formats[stem.name] = write_table(chance, stem, rows, numbers, plain=plain)
    if study["responses"]:
        if not plain and chance.random() < 0.2:
            import pandas as pd

            pd.DataFrame(study["responses"]).fillna("").to_parquet(wave / "responses.parquet")
            formats["responses"] = "parquet"
        else:
            formats["responses"] = write_table(
                chance, wave / "responses", study["responses"], {"poids", "AGE", "POP"}, plain=plain
            )
    return folder
