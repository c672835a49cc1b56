"""A second implementation of the numbers of the contract, written from the contract alone: plain loops, slow, no shortcut.

It works on a study as data (see `second_studies`), not on its files: what a reader of the files must find again.
A cell is a dictionary of the columns the contract pins for it; a column that is not pinned is left out.
"""

import itertools
import math
import unicodedata
from collections import defaultdict
from fractions import Fraction
from typing import Any

Z = 1.959964
MISSING = ("not_asked", "filtered", "refused", "dont_know", "absent")
TRUE = {"1", "oui", "yes", "true", "x"}
FALSE = {"0", "2", "non", "no", "false"}

Cells = dict[str, dict[str, Any]]
#: A verdict without its numbers: the contract does not say which of the two words it carries.
EMPTY: dict[str, Any] = {"status": ("missing", "withheld")}


def fold(code: str) -> str:
    """Fold a code of answers as a part of a key."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", code) if not unicodedata.combining(c)).lower()
    out = ""
    for c in flat:
        if c in "abcdefghijklmnopqrstuvwxyz0123456789_.":
            out += c
        elif not out.endswith("-"):
            out += "-"
    return out.strip("-") or "_"


class Sample:
    """The respondents of a wave: answers, kinds of missing, weights, domains."""

    def __init__(self, study: dict[str, Any]) -> None:
        self.study = study
        self.items = {item["id"]: dict(item) for item in study["items"]}
        for item in study.get("wave_items", []):
            self.items.setdefault(item["id"], {}).update(item)
        if "practices" in study:
            self.items["practice"] = self._practice_item(study["practices"])
        self.rows = study["responses"]
        self.cache: dict[tuple[str, int], Any] = {}
        keep = study.get("keep")
        kept = [i for i in range(len(self.rows)) if keep is None or self.holds(keep, i)]
        weight = study.get("weight_column")
        if weight and study.get("zero") == "drop":
            kept = [i for i in kept if float(self.rows[i][weight]) != 0]
        self.kept = kept
        self.weights = {i: float(self.rows[i][weight]) if weight else 1.0 for i in kept}
        self.cell_profile: dict[int, str] = {}

    def _practice_item(self, told: dict[str, Any]) -> dict[str, Any]:
        """The item `[practices]` makes: six codes, and the words of those who said no channel for a reason."""
        words = {code.get("missing") for name in told["channels"] for code in self.items[name].get("codes", [])}
        codes = [{"code": code} for code in ("mono", "multi", "cross", "omni", "unsettled", "none")]
        codes += [{"code": word, "missing": word} for word in ("dont_know", "refused") if word in words]
        return {"id": "practice", "type": "single", "codes": codes}

    def practice(self, told: dict[str, Any], i: int) -> set[str] | str:
        """Mono, multi, cross, omni, unsettled, none, or the word of one who named no channel."""
        words = [self.word(name, i) for name in told["channels"]]
        if "valid" not in words:
            return next(
                {w} if w in ("dont_know", "refused") else w
                for w in ("dont_know", "refused", "absent", "filtered", "not_asked")
                if w in words
            )
        used = set()
        for name, word in zip(told["channels"], words, strict=True):
            for code in self.codes_of(name):
                if word == "valid" and code["code"] in self.codes(name, i):
                    several = self.items[name]["type"] == "multiple"
                    own = code["code"] if several and not code.get("exclusive") else None
                    used.add(code.get("offer", own))
        used.discard(None)
        if len(used) <= 1:
            return {"mono" if used else "none"}
        together, changing = told.get("simultaneous"), told.get("continuity")
        if together and self.codes(together["item"], i) & set(together["yes"]):
            return {"omni"}
        if changing and self.codes(changing["item"], i) & set(changing["no"]):
            return {"multi"}
        if changing and self.codes(changing["item"], i) & set(changing["yes"]):
            return {"cross"}
        return {"unsettled"}

    # Expressions are nested tuples: ("eq", item, code), ("in", item, [codes]), ("and", a, b), ("lt", item, number) ...
    def holds(self, x: tuple, i: int) -> bool:
        match x[0]:
            case "and":
                return self.holds(x[1], i) and self.holds(x[2], i)
            case "or":
                return self.holds(x[1], i) or self.holds(x[2], i)
            case "not":
                return not self.holds(x[1], i)
            case "eq":
                return x[2] in self.codes(x[1], i)
            case "ne":
                return x[2] not in self.codes(x[1], i)
            case "in":
                return any(code in self.codes(x[1], i) for code in x[2])
        value = self.value(x[1], i)
        if value is None:
            return False
        return {"lt": value < x[2], "le": value <= x[2], "gt": value > x[2], "ge": value >= x[2]}[x[0]]

    def codes(self, item: str, i: int) -> set[str]:
        """What was answered, codes declared missing included; nothing for a blank."""
        answer = self.answer(item, i)
        return answer if isinstance(answer, set) else set()

    def answer(self, item: str, i: int) -> set[str] | str:
        """Codes answered, or the word of a blank."""
        if (item, i) not in self.cache:
            self.cache[item, i] = self._answer(self.items[item], i)
        return self.cache[item, i]

    def _answer(self, item: dict[str, Any], i: int) -> set[str] | str:
        if item["id"] == "practice":
            return self.practice(self.study["practices"], i)
        if item.get("asked") is False:
            return "not_asked"
        if "from" in item:
            source = self.answer(item["from"], i)
            if isinstance(source, str):
                return source
            if "merge" in item:
                return {new for new, old in item["merge"].items() if source & set(old)}
            return source
        row = self.rows[i]
        if item["type"] == "multiple" and "columns" in item:
            texts = {code: row[column] for code, column in item["columns"].items()}
            if all(t == "" for t in texts.values()):
                return self.blank(item, i)
            if item.get("yes") == "*":
                return {c for c, t in texts.items() if t != ""}
            if "yes" in item:
                return {c for c, t in texts.items() if t == item["yes"]}
            assert all(t.lower() in TRUE | FALSE | {""} for t in texts.values()), texts
            return {c for c, t in texts.items() if t.lower() in TRUE}
        if row[item["column"]] == "":
            return self.blank(item, i)
        if item["type"] == "multiple":
            return set(row[item["column"]].split(item["separator"]))
        return {row[item["column"]]}

    def blank(self, item: dict[str, Any], i: int) -> str:
        if "filter_x" in item:
            return "absent" if self.holds(item["filter_x"], i) else "filtered"
        return item.get("blank", "absent")

    def word(self, item: str, i: int) -> str:
        """One of the five words, or "valid"."""
        answer = self.answer(item, i)
        if isinstance(answer, str):
            return answer
        words = [code.get("missing") for code in self.items[item].get("codes", []) if code["code"] in answer]
        if self.items[item]["type"] != "multiple" and words and words[0]:
            return words[0]
        return "valid"

    def value(self, item: str, i: int) -> float | None:
        if self.word(item, i) != "valid":
            return None
        (answer,) = self.answer(item, i)
        if self.items[item]["type"] == "numeric":
            return float(answer)
        return next(
            (float(c["value"]) for c in self.items[item]["codes"] if c["code"] == answer and "value" in c), None
        )

    def in_base(self, item: str, i: int) -> bool:
        declared = self.items[item].get("base", "asked")
        if isinstance(declared, tuple):
            return self.holds(declared, i)
        word = self.word(item, i)
        if declared == "all":
            return True
        if declared == "valid":
            return word == "valid"
        return word not in ("not_asked", "filtered", "absent")

    def domains(self) -> dict[str, set[int]]:
        """Columns: all, target=, profile=, banner."""
        out = {"all": set(self.kept)}
        for item in [self.study["target"], *self.study.get("banner", [])]:
            if item is None or self.items[item].get("asked") is False:
                continue
            prefix = "target" if item == self.study["target"] else item
            for code in self.codes_of(item):
                if not code.get("missing"):
                    out[f"{prefix}={fold(code['code'])}"] = {
                        i for i in self.kept if code["code"] in self.codes(item, i)
                    }
        for profile in sorted(set(self.cell_profile.values())):
            out[f"profile={profile}"] = {i for i in self.kept if self.cell_profile.get(i) == profile}
        return out

    def codes_of(self, item: str) -> list[dict[str, Any]]:
        declared = self.items[item]
        if "codes" in declared:
            return declared["codes"]
        if "merge" in declared:
            return [{"code": code} for code in declared["merge"]]
        return [{"code": code} for code in declared["columns"]]

    # Estimation
    def linearised(self, scores: dict[int, float]) -> float:
        """Variance of a total of scores over the whole sample, as svydesign has it."""
        strata_column, cluster_column, fpc_column = (self.study.get(k) for k in ("strata", "clusters", "fpc"))
        tree: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        size: dict[str, float] = {}
        for i in self.kept:
            stratum = self.rows[i][strata_column] if strata_column else ""
            unit = self.rows[i][cluster_column] if cluster_column else str(i)
            tree[stratum][unit] += scores.get(i, 0.0)
            if fpc_column:
                size[stratum] = float(self.rows[i][fpc_column])
        variance = 0.0
        for stratum, units in tree.items():
            n = len(units)
            mean = sum(units.values()) / n
            part = 0.0 if n == 1 else n / (n - 1) * sum((u - mean) ** 2 for u in units.values())
            if fpc_column:
                big = size[stratum]
                part *= 1 - (n / big if big > 1 else big)
            variance += part
        return variance

    def ratio(self, pairs: list[tuple[int, float]], *, share: bool) -> dict[str, Any]:
        """Mean of (respondent, value) pairs; a respondent may come several times (pooled rows)."""
        respondents = sorted({i for i, _ in pairs})
        total = sum(self.weights[i] for i, _ in pairs)
        value = sum(self.weights[i] * y for i, y in pairs) / total if pairs else math.nan
        out: dict[str, Any] = {"kind": "number", "unit": "share" if share else "mean"}
        pooled = len(respondents) != len(pairs)
        out["base"] = len(pairs)
        out["base_kind"] = "rows" if pooled else "respondents"
        squares = sum(self.weights[i] ** 2 for i in respondents)
        weighted = sum(self.weights[i] for i in respondents)
        effective = weighted**2 / squares if pairs else 0.0
        if not pooled:
            out["base_weighted"], out["base_effective"] = weighted, effective
            least, careful = self.study.get("min_base", 30), self.study.get("caution_base", 100)
            out["status"] = "withheld" if len(pairs) < least else "cautious" if len(pairs) < careful else "published"
            if out["status"] == "withheld":
                return out | {"value": None, "text": None, "se": None, "low": None, "high": None}
        scores: dict[int, float] = defaultdict(float)
        for i, y in pairs:
            scores[i] += self.weights[i] * (y - value) / total
        se = math.sqrt(self.linearised(scores))
        if len({y for _, y in pairs}) == 1 or se < 1e-12:
            se = 0.0
        out |= {"value": value, "se": se}
        if (
            not share and len(respondents) == 1
        ):  # one respondent has no variance: the contract does not say what is printed
            del out["se"]
            return out
        if share and se == 0:
            out |= dict(zip(("low", "high"), wilson(value, effective), strict=True)) | {"interval": "wilson"}
        else:
            low, high = value - Z * se, value + Z * se
            out |= {"low": max(low, 0) if share else low, "high": min(high, 1) if share else high, "interval": "taylor"}
        out["level"] = 0.95
        return out


def wilson(p: float, n: float) -> tuple[float, float]:
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def survey(sample: Sample) -> Cells:
    cells: Cells = {}
    domains = sample.domains()
    n = len(sample.kept)
    for column, domain in domains.items():
        if "=" not in column or column.startswith(("target=", "profile=")):
            cells[f"sample/_/n/_/{column}"] = {
                "kind": "number",
                "value": len(domain),
                "unit": "count",
                "base_kind": "rows",
                "base": len(domain),
            }
    weights = list(sample.weights.values())
    effective = sum(weights) ** 2 / sum(w * w for w in weights)
    for measure, value in {"sum": sum(weights), "n_effective": effective, "efficiency": effective / n,
                           "minimum": min(weights), "maximum": max(weights)}.items():  # fmt: skip
        cells[f"weights/_/{measure}/_/all"] = {"kind": "number", "value": value, "base": n, "base_kind": "rows"}
    for item, declared in sample.items.items():
        kind = declared["type"]
        if kind == "grid":
            _grid(sample, item, cells, domains)
            continue
        if kind not in ("single", "scale", "multiple", "numeric"):
            continue
        if "bands" in declared:
            _bands(sample, item, cells, domains)
            continue
        cells |= _item(sample, item, domains)
    return cells


def _item(sample: Sample, item: str, domains: dict[str, set[int]], name: str | None = None) -> Cells:
    cells: Cells = {}
    declared = sample.items[item]
    name = name or item
    asked = declared.get("asked") is not False
    for column, domain in domains.items():
        pairs_of = [i for i in sorted(domain) if sample.in_base(item, i)]
        if declared["type"] != "numeric":
            rows = {fold(c["code"]): {c["code"]} for c in sample.codes_of(item)
                    if c.get("missing") not in ("not_asked", "filtered", "absent") and not (declared.get("base") == "valid" and c.get("missing"))}  # fmt: skip
            rows |= {f"net.{net['id']}": set(net["codes"]) for net in declared.get("nets", [])}
            for row, codes in rows.items():
                key = f"survey/{name}/share/{row}/{column}"
                if not asked:
                    cells[key] = {"value": None, "status": "missing"}
                    continue
                cells[key] = sample.ratio(
                    [(i, float(bool(sample.codes(item, i) & codes))) for i in pairs_of], share=True
                )
        valued = declared["type"] == "numeric" or (
            declared["type"] != "multiple"
            and "codes" in declared
            and all("value" in c or c.get("missing") for c in declared["codes"])
        )
        if valued:
            key = f"survey/{name}/mean/_/{column}"
            pairs = [(i, v) for i in sorted(domain) if (v := sample.value(item, i)) is not None]
            cells[key] = sample.ratio(pairs, share=False) if asked else {"value": None, "status": "missing"}
    return cells


def _grid(sample: Sample, item: str, cells: Cells, domains: dict[str, set[int]]) -> None:
    declared = sample.items[item]
    parts = []
    for row, text_column in declared["rows"].items():
        part = {**{k: v for k, v in declared.items() if k not in ("rows", "row_labels")}, "id": f"{item}.{row}",
                "type": "single", "column": text_column}  # fmt: skip
        sample.items = {**sample.items, part["id"]: part}
        cells |= _item(sample, part["id"], domains)
        parts.append(part["id"])
    for column, domain in domains.items():
        for code in sample.codes_of(item):
            pairs = [
                (i, float(code["code"] in sample.codes(part, i)))
                for part in parts
                for i in sorted(domain)
                if sample.in_base(part, i)
            ]
            out = sample.ratio(pairs, share=True)
            out = {k: v for k, v in out.items() if k in ("kind", "value", "unit", "se", "low", "high")}
            out |= {"base": len(pairs), "base_kind": "rows", "base_weighted": None, "base_effective": None}
            if out.get("value") is None or out.get("se") == 0:
                out = {k: v for k, v in out.items() if k in ("base", "base_kind")}
            cells[f"survey/{item}/share/{fold(code['code'])}/{column}"] = out
    sample.items = {k: v for k, v in sample.items.items() if k not in parts}


def _bands(sample: Sample, item: str, cells: Cells, domains: dict[str, set[int]]) -> None:
    """Bands: the codes are not pinned, the shares are; kept apart under a key of ours, compared as sets."""
    declared = sample.items[item]
    edges = [-math.inf, *declared["bands"], math.inf]  # below the first edge: in no band (the contract does not say)
    for column, domain in domains.items():
        base = [i for i in sorted(domain) if sample.word(declared["from"], i) not in ("not_asked", "filtered", "absent")
                and (v := sample.value(declared["from"], i)) is not None and v >= edges[1]]  # fmt: skip
        shares = []
        for low, high in itertools.pairwise(edges):
            pairs = [(i, float((v := sample.value(declared["from"], i)) is not None and low <= v < high)) for i in base]
            got = sample.ratio(pairs, share=True)
            if got["value"] and got["status"] != "withheld":
                shares.append(round(got["value"], 9))
        cells[f"bands:{item}:{column}"] = {"shares": sorted(shares)}


# Registers
def grid_scores(study: dict[str, Any]) -> Cells:
    cells: Cells = {}
    criteria = study.get("grid", {})
    lines = study.get("grid_lines", [])
    for offer in dict.fromkeys(line["offer_id"] for line in lines):
        total: float | None = 0.0
        printed = None
        for criterion, rule in criteria.items():
            scores = [line["score"] for line in lines if line["offer_id"] == offer and line["criterion"] == criterion]
            score = scores[0] if scores else ""
            if score == "":
                total = None
            elif total is not None:
                low, high = rule.get("scale", [0, 10])
                x = float(score)
                total += rule["weight"] * (x if rule["higher_is_better"] else low + high - x)
        for line in lines:
            if line["offer_id"] == offer and line.get("printed_total", "") != "":
                printed = float(line["printed_total"])
        base = {"kind": "number", "unit": "score", "interval": "none", "base": None, "base_kind": "none"}
        cells[f"grid/{offer}/score/_/_"] = base | {
            "value": total,
            "status": "missing" if total is None else "published",
        }
        if printed is not None and total is not None:
            cells[f"grid/{offer}/printed_gap/_/_"] = base | {"value": printed - total, "status": "published"}
        elif printed is None:
            cells[f"grid/{offer}/printed_gap/_/_"] = {"never": True}
    return cells


def _date(text: str) -> str:
    if "/" in text:
        d, m, y = text.split("/")
        return f"{y}-{m}-{d}"
    return text


def audit(study: dict[str, Any]) -> Cells:
    cells: Cells = {}
    latest: dict[tuple[str, str], dict[str, str]] = {}
    for line in study.get("audit_lines", []):
        key = (line["offer_id"], line["kpi"])
        if key not in latest or _date(line.get("date", "")) > _date(latest[key].get("date", "")):
            latest[key] = line
    for (offer, kpi), line in latest.items():
        scale = 0.01 if line["unit"] == "%" else 1.0
        unit = {"%": "share"}.get(line["unit"], line["unit"])
        base = {
            "kind": "number",
            "unit": unit,
            "interval": "none",
            "base": None,
            "base_kind": "none",
            "status": "published",
        }
        value = float(line["value"]) * scale
        cells[f"audit/{offer}/{kpi}/_/_"] = base | {"value": value}
        if line.get("target", "") != "":
            cells[f"audit/{offer}/{kpi}/gap/_"] = base | {"value": value - float(line["target"]) * scale}
    return cells


def benchmark(study: dict[str, Any]) -> Cells:
    cells: Cells = {}
    lines = study.get("benchmark_lines", [])
    players = {p["player_id"]: p["kind"] for p in study.get("players", [])}
    for practice in dict.fromkeys(line["practice"] for line in lines):
        scores: dict[str, float] = {}
        for player in players:
            by_offer: dict[str, list[float]] = defaultdict(list)
            for line in lines:
                if line["practice"] == practice and line["player_id"] == player and line["score"] != "":
                    by_offer[line.get("offer_id", "")].append(float(line["score"]))
            if by_offer:
                scores[player] = max(sum(v) / len(v) for v in by_offer.values())
                cells[f"benchmark/{practice}/score/_/player={player}"] = {
                    "kind": "number", "value": scores[player], "unit": "score", "interval": "none", "base": 1, "base_kind": "players", "status": "published",
                    "se": None, "low": None, "high": None,
                }  # fmt: skip
            else:
                cells[f"benchmark/{practice}/score/_/player={player}"] = {"absent_or_missing": True}
        for column, kinds in {"all": ("competitor", "adjacent"), "kind=competitor": ("competitor",), "kind=adjacent": ("adjacent",),
                              "kind=client": ("client",)}.items():  # fmt: skip
            scored = [p for p in scores if players[p] in kinds]
            key = f"benchmark/{practice}/players/_/{column}"
            if scored:
                cells[key] = {"kind": "number", "value": sum(scores[p] > 0 for p in scored), "unit": "count", "interval": "none",
                              "base": len(scored), "base_kind": "players", "status": "published", "se": None, "low": None, "high": None}  # fmt: skip
            else:
                cells[key] = {"absent_or_missing": True}
    return cells


# Interviews
class Cases:
    def __init__(self, study: dict[str, Any]) -> None:
        self.cases = [c["case_id"] for c in study["cases"]]
        self.target = {c["case_id"]: c.get("target", "") for c in study["cases"]}
        of_case = {v["verbatim_id"]: v["case_id"] for v in study["verbatims"]}
        self.codes = [c["code_id"] for c in study["codebook"]]
        parent = {c["code_id"]: c.get("parent_id", "") for c in study["codebook"]}
        self.family: dict[str, set[str]] = defaultdict(set)
        for code in self.codes:
            up = code
            while up:
                self.family[up].add(code)
                up = parent[up]
        self.codings = [{**line, "case": of_case[line["verbatim_id"]]} for line in study["codings"]]
        self.asked_lines = study.get("asked")
        self.columns = {"all": list(self.cases)}
        for target in study.get("target_codes", []):
            if target not in self.target.values():
                continue
            self.columns[f"target={fold(target)}"] = [c for c in self.cases if self.target[c] == target]

    def of(self, code: str, case: str) -> list[dict[str, Any]]:
        return [line for line in self.codings if line["case"] == case and line["code_id"] in self.family[code]]

    def voices(self, code: str, case: str) -> bool:
        return any(line.get("stance") != "contrary" for line in self.of(code, case))

    def unprompted(self, code: str, case: str) -> bool:
        return any(line.get("stance") != "contrary" and not line.get("prompted_bool") for line in self.of(code, case))

    def contrary(self, code: str, case: str) -> bool:
        return any(line.get("stance") == "contrary" for line in self.of(code, case))

    def valence(self, code: str, case: str) -> int | None:
        given = [
            int(line["valence"])
            for line in self.of(code, case)
            if line.get("valence", "") != "" and line.get("stance") != "contrary"
        ]
        return (sum(given) > 0) - (sum(given) < 0) if given else None

    def asked(self, code: str, case: str) -> bool:
        if self.asked_lines is None or self.voices(code, case):
            return True
        if self.contrary(code, case):  # the contract says "voices": whoever speaks against it was reached too
            return True
        return any(a["case_id"] == case and a["code_id"] in self.family[code] for a in self.asked_lines)


def interviews(cases: Cases) -> Cells:
    cells: Cells = {}
    for code in cases.codes:
        for column, members in cases.columns.items():
            asked = [c for c in members if cases.asked(code, c)]
            counts = {
                "cases": sum(cases.voices(code, c) for c in members),
                "cases_unprompted": sum(cases.unprompted(code, c) for c in members),
                "cases_positive": sum(cases.valence(code, c) == 1 for c in members),
                "cases_negative": sum(cases.valence(code, c) == -1 for c in members),
                "cases_contrary": sum(cases.contrary(code, c) for c in members),
            }
            for measure, value in counts.items():
                cell = {"kind": "number", "value": value, "unit": "cases", "interval": "none", "base": len(asked), "base_kind": "cases",
                        "se": None, "low": None, "high": None, "status": "published"}  # fmt: skip
                if not asked:
                    cell = {"base": 0}
                cells[f"interviews/{code}/{measure}/_/{column}"] = cell
    return cells


def expectations_cases(study: dict[str, Any], cases: Cases) -> Cells:
    cells: Cells = {}
    voiced_by, unprompted_by = Fraction(study.get("voiced_by", "1/2")), Fraction(study.get("unprompted_by", "1/3"))

    def verdict(code: str, members: list[str]) -> str:
        asked = sum(cases.asked(code, c) for c in members)
        met = (sum(cases.voices(code, c) for c in members) > voiced_by * asked) + (
            sum(cases.unprompted(code, c) for c in members) >= unprompted_by * asked
        )
        return ("secondary", "unsettled", "primary")[met]

    for column, members in cases.columns.items():
        importance = {}
        for e in study["expectations"]:
            code = e.get("code_id", "")
            if code in cases.codes and any(cases.asked(code, c) for c in members):
                importance[e["expectation_id"]] = sum(cases.voices(code, c) for c in members)
        for e in study["expectations"]:
            name = e["expectation_id"]
            code = e.get("code_id", "")
            key = f"expectations/{name}/{{}}/_/{column}"
            if name not in importance:
                cells |= {
                    key.format(m): {"value": None, "text": None, "status": "missing"}
                    for m in ("importance", "rank", "tier")
                }
                continue
            asked = [c for c in members if cases.asked(code, c)]
            base = {"base": len(asked), "base_kind": "cases", "status": "published"}
            none = {"se": None, "low": None, "high": None}
            cells[key.format("importance")] = base | none | {"value": importance[name], "unit": "cases"}
            higher = sum(v > importance[name] for v in importance.values())
            tie = sum(v == importance[name] for v in importance.values()) > 1
            cells[key.format("rank")] = {"value": 1 + higher, "tie": tie, "status": "published"}
            estimate = verdict(code, members)
            runs = [verdict(code, [c for c in members if c != out]) for out in asked]
            tier = estimate if all(r == estimate for r in runs) else "unsettled"
            cells[key.format("tier")] = base | {"kind": "category", "value": None, "text": tier}
            if study.get("asked") is None and len(members) > 1:
                cells[key.format("tier_stability")] = {
                    "value": sum(r == estimate for r in runs) / len(runs),
                    "base": len(runs),
                    "status": "published",
                }
            opinion = e.get("satisfaction_code_id") or code
            judged = [cases.valence(opinion, c) for c in members]
            judged = [v for v in judged if v is not None]
            plus, minus = judged.count(1), judged.count(-1)
            if not judged:
                cells[key.format("satisfaction")] = {"value": None, "status": "missing"}
                cells[key.format("action")] = {"text": None, "status": "missing"}
                continue
            cells[key.format("satisfaction")] = {
                "value": plus - minus,
                "base": len(judged),
                "base_kind": "cases",
                "status": "published",
            } | none
            if tier == "unsettled" or abs(plus - minus) <= 1:
                action = "unsettled"
            else:
                action = {
                    (True, False): "improve",
                    (True, True): "keep",
                    (False, False): "watch",
                    (False, True): "do_not_overinvest",
                }[tier == "primary", plus > minus]
            cells[key.format("action")] = {"kind": "category", "text": action, "status": "published", "value": None}
    return cells


def expectations_survey(study: dict[str, Any], sample: Sample) -> Cells:
    cells: Cells = {}
    domains = {c: d for c, d in sample.domains().items() if c == "all" or c.startswith(("target=", "profile="))}

    def mean(items: tuple[str, ...], domain: set[int]) -> dict[str, Any] | None:
        if any(i == "" or sample.items[i].get("asked") is False for i in items):
            return None
        pairs = []
        for i in sorted(domain):
            values = [sample.value(item, i) for item in items]
            if all(v is not None for v in values):
                pairs.append((i, values[0] if len(values) == 1 else values[0] - values[1]))
        return sample.ratio(pairs, share=False)

    lines = {}
    for measure, setting in (("importance", "line"), ("satisfaction", "satisfaction_line")):
        wanted = study.get(setting, "mean")
        if wanted == "mean":
            published = []
            for e in study["expectations"]:
                cell = mean((e.get(f"{measure}_item", ""),), domains["all"])
                if cell and cell["value"] is not None:
                    published.append(cell["value"])
            wanted = sum(published) / len(published) if published else None
        lines[measure] = wanted
        if wanted is not None:
            cells[f"expectations/_/line/{measure}/_"] = {
                "value": wanted,
                "kind": "number",
                "unit": "mean",
                "interval": "none",
                "base_kind": "none",
            }
    for column, domain in domains.items():
        values: dict[str, float] = {}
        for e in study["expectations"]:
            got = mean((e.get("importance_item", ""),), domain)
            if got and got["value"] is not None:
                values[e["expectation_id"]] = got["value"]
        for e in study["expectations"]:
            name = e["expectation_id"]
            key = f"expectations/{name}/{{}}/_/{column}"
            importance = mean((e.get("importance_item", ""),), domain)
            satisfaction = mean((e.get("satisfaction_item", ""),), domain)
            gap = mean((e.get("importance_item", ""), e.get("satisfaction_item", "")), domain)
            for measure, cell in (("importance", importance), ("satisfaction", satisfaction), ("gap", gap)):
                cells[key.format(measure)] = cell or {"value": None, "status": "missing"}
            side = {}
            for measure, cell in (("importance", importance), ("satisfaction", satisfaction)):
                if cell is None:
                    side[measure] = "missing"
                elif cell["value"] is None:
                    side[measure] = "withheld"
                elif cell["low"] <= lines[measure] <= cell["high"]:
                    side[measure] = "unsettled"
                else:
                    side[measure] = "high" if cell["value"] > lines[measure] else "low"
            tier = {"high": "primary", "low": "secondary"}.get(side["importance"], side["importance"])
            if tier in ("missing", "withheld"):
                cells[key.format("tier")] = {"text": None, "value": None} | EMPTY
                cells[key.format("rank")] = {"value": None} | EMPTY
            else:
                cells[key.format("tier")] = {
                    "text": tier,
                    "kind": "category",
                    "base": importance["base"],
                    "base_kind": "respondents",
                }
                cells[key.format("rank")] = {
                    "value": 1 + sum(v > values[name] for v in values.values()),
                    "tie": sum(v == values[name] for v in values.values()) > 1,
                }
            both = (side["importance"], side["satisfaction"])
            if "missing" in both or "withheld" in both:
                cells[key.format("action")] = {"text": None} | EMPTY
            elif "unsettled" in both:
                cells[key.format("action")] = {"text": "unsettled"}
            else:
                cells[key.format("action")] = {"text": {("high", "low"): "improve", ("high", "high"): "keep", ("low", "low"): "watch",
                                                        ("low", "high"): "do_not_overinvest"}[both]}  # fmt: skip
    return cells


def strategy(study: dict[str, Any], known: Cells) -> Cells:
    """Maturity, roadmap, fit and value from the registers and the cells already `known`."""
    cells: Cells = {}
    levels = ("silo", "multi", "cross", "omni")
    scores = {line["dimension"]: int(line["score"]) for line in study.get("maturity", [])}
    for dimension in ("data", "orders", "identity", "automation", "teams", "measurement") if scores else ():
        value = scores.get(dimension)
        cells[f"strategy/maturity.{dimension}/score/_/_"] = {
            "value": value,
            "status": "published" if dimension in scores else "missing",
        }
    if scores:
        cells["strategy/_/maturity/_/_"] = {"kind": "category", "text": levels[min(scores.values())], "value": None}
        cells["strategy/_/maturity_mean/_/_"] = {"value": sum(scores.values()) / len(scores), "unit": "score"}
    units = {(line["offer_id"], line["kpi"]): line["unit"] for line in study.get("audit_lines", [])}
    for line in study.get("roadmap", []):
        pair = (line["offer_id"], line["kpi"])
        unit = units.get(pair) if study["steps"].get("audit") else None
        current = known.get(f"audit/{pair[0]}/{pair[1]}/_/_", {}).get("value")
        target = float(line["target"]) / (100 if unit == "%" else 1) if line["target"] else None
        gap = None if current is None or target is None else current - target
        for measure, value in (("target", target), ("current", current), ("gap", gap)):
            cells[f"strategy/{pair[0]}/{measure}/{pair[1]}/_"] = {
                "value": value,
                "status": "missing" if value is None else "published",
            }
    served = {e["expectation_id"]: e["offer_id"] for e in study.get("expectations", [])}
    columns = {key.rpartition("/")[2] for key in known if key.startswith("expectations/") and "/tier/" in key}
    players = {p["player_id"]: p["kind"] for p in study.get("players", [])}
    for offer in (o["offer_id"] for o in study["offers"] if o.get("status") == "project"):
        for column in columns:
            tiers = {name: known[f"expectations/{name}/tier/_/{column}"]["text"] for name in served}
            primary = [name for name, tier in tiers.items() if tier == "primary"]
            if None in tiers.values():
                continue
            value = (
                sum(served[name] == offer for name in primary) / len(primary)
                if primary and offer in served.values()
                else None
            )
            cells[f"strategy/{offer}/fit/_/{column}"] = {"value": value, "unit": "share"}
        lines = study.get("benchmark_lines", []) if study["steps"].get("benchmark") else []
        linked = {line["practice"] for line in lines if line.get("offer_id") == offer and line["score"] != ""}
        has = {
            player: any(known.get(f"benchmark/{p}/score/_/player={player}", {}).get("value", 0) > 0 for p in linked)
            for player, kind in players.items()
            if kind != "client"
            and any("value" in known.get(f"benchmark/{p}/score/_/player={player}", {}) for p in linked)
        }
        value = 1 - sum(has.values()) / len(has) if has else None
        cells[f"strategy/{offer}/value/_/all"] = {"value": value, "base": len(has), "base_kind": "players"}
    return cells


def everything(study: dict[str, Any], profiles: dict[int, str] | None = None) -> Cells:
    """Every cell of the contract this file knows, for a study as data; `profiles` as the program stored them."""
    cells: Cells = {}
    steps = study["steps"]
    sample = None
    if steps.get("survey"):
        sample = Sample(study)
        sample.cell_profile = profiles or {}
        cells |= survey(sample)
    if steps.get("audit"):
        cells |= audit(study)
    if study.get("grid_lines"):
        cells |= grid_scores(study)
    if steps.get("benchmark"):
        cells |= benchmark(study)
    cases = None
    if steps.get("interviews"):
        cases = Cases(study)
        cells |= interviews(cases)
    road = study.get("importance") or ("stated" if steps.get("survey") else "cases")
    if study.get("expectations"):
        if road == "cases" and cases:
            cells |= expectations_cases(study, cases)
        elif road == "stated" and sample:
            cells |= expectations_survey(study, sample)
    return cells | strategy(study, cells)


def compare(mine: Cells, theirs: Any) -> list[str]:
    """Every disagreement between this file's cells and the program's table of cells (indexed by key)."""
    import pandas as pd

    out = []
    rows = theirs.to_dict("index")
    for key, cell in mine.items():
        if key.startswith("bands:"):
            _, item, column = key.split(":")
            got = sorted(
                round(float(r["value"]), 9) for k, r in rows.items()
                if k.startswith(f"survey/{item}/share/") and k.endswith("/" + column) and not pd.isna(r["value"]) and r["value"] != 0
            )  # fmt: skip
            if any(abs(a - b) > 1e-8 for a, b in zip(got, cell["shares"], strict=False)) or len(got) != len(
                cell["shares"]
            ):
                out.append(f"{key}: {got} instead of {cell['shares']}")
            continue
        if cell.get("never"):
            if key in rows:
                out.append(f"{key}: exists, value {rows[key]['value']}")
            continue
        if cell.get("absent_or_missing"):
            if key in rows and (rows[key]["status"] != "missing" or not pd.isna(rows[key]["value"])):
                out.append(f"{key}: {rows[key]['value']} {rows[key]['status']} instead of nothing or missing")
            continue
        if key not in rows:
            out.append(f"{key}: not there; expected {cell}")
            continue
        for column, wanted in cell.items():
            if column == "tie":
                if ("tie" in str(rows[key]["marks"]).split()) != wanted:
                    out.append(f"{key}: marks {rows[key]['marks']!r}, a tie: {wanted}")
                continue
            got = rows[key][column]
            if isinstance(wanted, tuple):
                same = got in wanted
            elif wanted is None:
                same = pd.isna(got)
            elif pd.isna(got):
                same = False
            elif isinstance(wanted, (int, float)):
                same = abs(float(got) - wanted) <= 1e-9 * max(1.0, abs(wanted))
            else:
                same = got == wanted
            if not same:
                out.append(f"{key}: {column} is {got!r} instead of {wanted!r}")
    return out
