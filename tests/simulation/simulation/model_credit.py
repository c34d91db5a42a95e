"""Promise 5, the judgement: every credited rupiah has one payment and one version of the rule."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from simulation.model_books import Books, Fact, Json, instant, month_of
from simulation.model_duty import Rules, adjusted

_KINDS = (
    "obligation_opened",
    "obligation_adjusted",
    "spend_recorded",
    "spend_reduced",
    "spend_credited",
    "spend_reversed",
    "period_closing_started",
    "obligations_assessed",
    "period_closed",
)


class _Ledger:
    """What has been judged so far, read in the order of the store."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.duties: dict[str, Json] = {}
        self.spends: dict[str, Json] = {}
        self.credits: dict[str, Fact] = {}
        self.reductions: dict[str, list[Json]] = defaultdict(list)
        self.reversed: dict[str, Fact] = {}
        self.balances: Counter[str] = Counter()
        self.staples: Counter[str] = Counter()
        self.assessed: dict[str, Json] = {}
        self.after_close: Counter[str] = Counter()
        self.closing: dict[tuple[str, str], Fact] = {}


def every_credit_has_its_reason(books: Books) -> Iterator[str]:
    ledger = _Ledger(Rules(books))
    for one in books.of("compliance", *_KINDS):
        act = _READ[one.kind]
        yield from act(ledger, one)
    yield from _all_are_judged(ledger)
    yield from _all_taken_back(ledger)
    for key, told in ledger.assessed.items():
        now = ledger.balances[key] + ledger.after_close[key]
        if now != told["credited_idr"]:
            yield f"{key} was closed with {told['credited_idr']}; less what came since it has {now}"


def _opened(ledger: _Ledger, one: Fact) -> Iterator[str]:
    ledger.duties[one.data["obligation_id"]] = one.data
    yield from ()


def _adjusted(ledger: _Ledger, one: Fact) -> Iterator[str]:
    key = one.data["obligation_id"]
    if key in ledger.duties:  # Who has none is told elsewhere.
        ledger.duties[key] = adjusted(ledger.duties[key], one.data)
    yield from ()


def _recorded(ledger: _Ledger, one: Fact) -> Iterator[str]:
    if one.data["spend_id"] in ledger.spends:
        yield f"{one} records {one.data['spend_id']} a second time"
    ledger.spends[one.data["spend_id"]] = one.data


def _reduced(ledger: _Ledger, one: Fact) -> Iterator[str]:
    ledger.reductions[one.data["spend_id"]].append(one.data)
    yield from ()


def counted(rules: Rules, spend: Json) -> tuple[str, str] | None:
    """Return the month in which a spend counts, and by which of its moments."""
    if spend["institution_id"] is None:
        return None
    rule = rules.in_force(spend["institution_id"], month_of(spend["placed_at"]))
    if rule is None:
        return None
    basis = rule["document"]["counting_basis"]
    return month_of(spend[f"{basis}_at"]), basis


def _credited(ledger: _Ledger, one: Fact) -> Iterator[str]:
    data = one.data
    spend, duty = ledger.spends.get(data["spend_id"]), ledger.duties.get(data["obligation_id"])
    if spend is None or duty is None or data["spend_id"] in ledger.credits:
        yield f"{one} credits {data['spend_id']} again, or without a spend or a duty"
        return
    ledger.credits[data["spend_id"]] = one
    if spend["membership_id"] != duty["membership_id"]:
        yield f"{one} credits somebody else"
    found = counted(ledger.rules, spend)
    if found != (duty["period"], data["counting_basis"]) or data["period"] != duty["period"]:
        yield f"{one} counts in {data['period']} by {data['counting_basis']}, and not {found}"
    rule = ledger.rules.of_month(duty["institution_id"], duty["period"])
    if (data["policy_id"], data["policy_version"]) != (rule["policy_id"], rule["version"]):
        yield f"{one} is judged under version {data['policy_version']} of the rule"
    expected = _judged(ledger, spend, duty, rule["document"])
    if (data["credited_idr"], data["credited_staple_idr"]) != expected:
        yield f"{one} credits {data['credited_idr']}, and should {expected}"
    refused = sum(part["amount_idr"] for part in data["not_credited"])
    if (
        data["credited_idr"] + refused != data["gross_idr"]
        or data["gross_idr"] != spend["paid_idr"]
    ):
        yield f"{one} does not add up to {spend['paid_idr']}"
    ledger.balances[data["obligation_id"]] += data["credited_idr"]
    ledger.staples[data["obligation_id"]] += data["credited_staple_idr"]
    yield from _balanced(ledger, one)


def _judged(ledger: _Ledger, spend: Json, duty: Json, document: Json) -> tuple[int, int]:
    month = ledger.rules.months[duty["institution_id"], duty["period"]]
    late = instant(spend["payment_recorded_at"]) >= instant(month["cut_off_at"])
    related = spend["related_party"] != "none_known" and document["related_party_rule"] == "exclude"
    scales = document["seller_scales"]
    if late or related or (scales and spend["merchant_scale"] not in scales):
        return 0, 0
    fee = 0 if document["delivery_fee_counts"] else spend["delivery_fee_idr"]
    credited = spend["paid_idr"] - min(fee, spend["paid_idr"])
    goods = sum(line["amount_idr"] for line in spend["lines"])
    staple = sum(line["amount_idr"] for line in spend["lines"] if line["staple"])
    share = min(credited, spend["goods_idr"], goods)
    return credited, staple * share // goods if goods and share > 0 else 0


def _reversed(ledger: _Ledger, one: Fact) -> Iterator[str]:
    data = one.data
    credit = ledger.credits.get(data["spend_id"])
    if credit is None or data["reversal_id"] in ledger.reversed:
        yield f"{one} takes back {data['spend_id']} again, or before it was credited"
        return
    ledger.reversed[data["reversal_id"]] = one
    key = credit.data["obligation_id"]
    ledger.balances[key] -= data["amount_idr"]
    ledger.staples[key] -= data["staple_idr"]
    if data["after_close"] != (key in ledger.assessed):
        yield f"{one} says that the month was{'' if data['after_close'] else ' not'} closed"
    if key in ledger.assessed:
        ledger.after_close[key] += data["amount_idr"]
    yield from _balanced(ledger, one)


def _balanced(ledger: _Ledger, one: Fact) -> Iterator[str]:
    balance = ledger.balances[one.data["obligation_id"]]
    if one.data["balance_after_idr"] != balance or balance < 0:
        yield f"{one} leaves {one.data['balance_after_idr']}, and should leave {balance}"


def _all_are_judged(ledger: _Ledger) -> Iterator[str]:
    """Each spend of a member with a duty in its month is credited, and no other is."""
    owing = {(one["membership_id"], one["period"]) for one in ledger.duties.values()}
    for spend_id, spend in ledger.spends.items():
        found = counted(ledger.rules, spend) if spend["membership_id"] else None
        must = found is not None and (spend["membership_id"], found[0]) in owing
        if must and spend_id not in ledger.credits:
            yield f"the spend {spend_id} of {spend['membership_id']} was never judged"


def _all_taken_back(ledger: _Ledger) -> Iterator[str]:
    """What is left of a credit is what is left of its spend; of nothing, nothing."""
    for spend_id, credit in ledger.credits.items():
        spend = ledger.spends[spend_id]
        duty = ledger.duties[credit.data["obligation_id"]]
        document = ledger.rules.of_month(duty["institution_id"], duty["period"])["document"]
        left, worth = credit.data["credited_idr"], spend["paid_idr"]
        for reduction in ledger.reductions[spend_id]:
            worth -= reduction["paid_idr"]
            fee = 0 if document["delivery_fee_counts"] else reduction["delivery_fee_idr"]
            back = left if not worth else max(min(reduction["paid_idr"] - fee, left), 0)
            done = ledger.reversed.get(reduction["reduction_id"])
            if (done.data["amount_idr"] if done else 0) != back:
                told = done or "nothing"
                yield f"of {spend_id} {back} goes back by {reduction['reduction_id']}, not {told}"
            left -= back


def _started(ledger: _Ledger, one: Fact) -> Iterator[str]:
    pair = (one.data["institution_id"], one.data["period"])
    if pair in ledger.closing:
        yield f"{one} closes {pair} a second time"
    ledger.closing[pair] = one
    if one.recorded_at < instant(ledger.rules.months[pair]["cut_off_at"]):
        yield f"{one} closes before the cut-off"


def _assessed(ledger: _Ledger, one: Fact) -> Iterator[str]:
    for told in one.data["assessments"]:
        key = told["obligation_id"]
        if key in ledger.assessed or key not in ledger.duties:
            yield f"{one} assesses {key} a second time, or without a duty"
            continue
        ledger.assessed[key] = told
        duty = ledger.duties[key]
        expected = _outcome(duty, ledger.balances[key], ledger.staples[key])
        if tuple(told[name] for name in _ASSESSED) != expected:
            yield f"{one} tells {[told[name] for name in _ASSESSED]} of {key}, not {expected}"


_ASSESSED = ("outcome", "target_idr", "credited_idr", "credited_staple_idr", "shortfall_idr")


def _outcome(duty: Json, credited: int, staple: int) -> tuple[str, int, int, int, int]:
    target = duty["target_idr"]
    if not duty["in_scope"]:
        return "out_of_scope", target, credited, staple, 0
    met = credited >= target and staple >= (duty["target_staple_idr"] or 0)
    return "met" if met else "not_met", target, credited, staple, max(target - credited, 0)


def _closed(ledger: _Ledger, one: Fact) -> Iterator[str]:
    """The figures of the month are those of its members, each of whom was assessed."""
    period, institution_id = one.data["period"], one.data["institution_id"]
    members = [
        key
        for key, duty in ledger.duties.items()
        if (duty["period"], duty["institution_id"]) == (period, institution_id)
    ]
    missing = [key for key in members if key not in ledger.assessed]
    if missing:
        yield f"{one} closes {period} without {missing}"
        return
    told = [ledger.assessed[key] for key in members]
    owing = [each for each in told if each["outcome"] != "out_of_scope"]
    totals = {name: sum(each[name] for each in owing) for name in one.data["totals"]}
    counts = Counter(each["outcome"] for each in told)
    expected = (len(told), len(owing), counts["met"], counts["not_met"])
    found = tuple(one.data["counts"][name] for name in ("members", "in_scope", "met", "not_met"))
    if totals != one.data["totals"] or found != expected:
        yield f"{one} tells {one.data['totals']} of {found}, not {totals} of {expected}"


_READ = {
    "obligation_opened": _opened,
    "obligation_adjusted": _adjusted,
    "spend_recorded": _recorded,
    "spend_reduced": _reduced,
    "spend_credited": _credited,
    "spend_reversed": _reversed,
    "period_closing_started": _started,
    "obligations_assessed": _assessed,
    "period_closed": _closed,
}
