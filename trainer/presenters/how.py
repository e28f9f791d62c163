"""How each figure of the Debrief and of Progress is computed: the formula and what it takes for granted."""

from __future__ import annotations

from trainer.core.language import english, tr

HOW: dict[str, str] = {
    "process": (
        english(
            "0.40 decisions + 0.25 rules kept + 0.15 calibration + 0.10 plans left alone + 0.10 "
            "calm, each 0 to 100. A part without a case gives its weight away. A blunder holds "
            "the grade at 59. Rated from ten counted decisions and three entries. Profit is no "
            "part of it."
        )
    ),
    "rating": (
        english(
            "Mean loss of your counted decisions in basis points of the bankroll, each capped at "
            "500; lower is better. Interval: normal, 80 %. Changes that move the worth by less "
            "than 0.5 bp and entries that risk less than 0.05 % do not count."
        )
    ),
    "accuracy": english("Mean of 100 exp(−loss / 40) over the counted decisions, loss in basis points."),
    "loss": (
        english(
            "Worth of a choice: (10,000 / −7) ln of the mean of (equity at the end / bankroll) "
            "to the power of −7, over 2,000 or more futures of at most a day: constant relative "
            "risk aversion 8. Loss: worth of the best choice the rules admit less that of yours. "
            "One half of the futures picks the best, the other half values it. A complete plan "
            "is granted a small edge, min(0.15 sd, 0.5 max) of its R, the same for every choice."
        )
    ),
    "futures": (
        english(
            "Bars of the last ten days at most are drawn again in blocks, each up or down by a "
            "coin, scaled to the volatility of the moment. The price is a martingale: every stop "
            "and target is worth 0 before costs. The past repeated, not a worst case. Funding at "
            "the last settled rate; scheduled events are not in it. Symbols of one wallet are "
            "drawn together: the same moments of the past and the same coins, each at its own "
            "volatility. Every other position counts as it stands, to its own stop, target or "
            "time stop: isolated by what it gains or loses on the same paths, cross by the "
            "balance it shares, which is liquidated as a whole. Of several targets each closes "
            "its share. Several entries that rest count once all of them have filled, one "
            "beside an open position once it fills."
        )
    ),
    "doom": (
        english(
            "A model: share of the fan's outcome-blind futures, at most a day long, in which the "
            "position is liquidated before its stop or target. The futures have no gaps, so a "
            "stop inside the liquidation price is always met first and the share is 0; a real "
            "gap can jump it. Cross positions of one wallet fall together, on the same futures."
        )
    ),
    "luck": (
        english(
            "Share of the futures of your own plan that end worse than the trade did. For the "
            "session: ln(equity / bankroll) = what your decisions changed of its expectation + "
            "what the market added. Direction counts as luck. Its standard error is what the "
            "drawn futures leave open: differences of ln equity with and without each decision, "
            "path by path, added as squares over bars; not how much luck itself varies."
        )
    ),
    "outcome": (
        english(
            "Net result of all closed and open trades at the last mark, costs in it. R: result "
            "over the loss planned at the first fill. The deepest fall is measured at bar "
            "closes. Among random entries: 2,000 sessions of the same trades (side, risk, stop, "
            "target and holding limit), each entered at a random bar, share that earned less. "
            "Other side: the same bars and distances, the side turned round."
        )
    ),
    "twins": (
        english(
            "The same bars through the same engine with other decisions: yours with leverage and "
            "risk capped and stops never widened; half the size; a stop on every entry; no "
            "stops; every trade on the other side, prices mirrored at the close each was decided "
            "at; held at 1×; no trade."
        )
    ),
    "grid": (
        english(
            "Trades by judgement and result. Sound: none of its decisions cost more than 20 bp "
            "and none was a serious mistake. Gained: above +0.1 R, lost: below −0.1 R; what lies "
            "between is in no square. The framed square is the session's: sound from an accuracy "
            "of 80 on."
        )
    ),
    "blunders": (
        english(
            "Whatever the result: a stop beyond liquidation, no stop, a stop moved away or taken "
            "off while the trade lost, risk above 5 % of the bankroll, effective leverage above "
            "the declared ceiling, or more than 20 % of the futures liquidated before the stop. "
            "One of them holds the grade at 59."
        )
    ),
    "checkpoints": (
        english(
            "Each option was run through the engine on the recorded bars of the day after, with "
            "10,000 of bankroll. Below it either side held without a stop at 2 to 100×, to the "
            "session's end: when it was liquidated, and the worst move against it after 1, 4 and "
            "24 h. Your own answer is priced over futures, not by this record."
        )
    ),
    "venues": (
        english(
            "Your log through the engine under each venue's rules on the same candles: "
            "liquidation price right after the first entry, what became of it, fees and funding "
            "paid, and the result at the last mark."
        )
    ),
    "practise": english(
        "The rules broken most, the trade that cost most and the share of costs, each with one next step."
    ),
    "timeline": (
        english(
            "Equity at the close of every bar from shortly before the first fill: wallet and "
            "unrealised result at the mark, costs in it. The ghosts are your own decisions "
            "through the same engine on the same bars: by the rules, with leverage and risk "
            "capped and stops never widened, without any stop, and every trade on the other "
            "side. The fine line is the bankroll."
        )
    ),
    "survival": (
        english(
            "Your entries held isolated without a stop at each leverage, size kept, through the "
            "recorded bars to the end of the session: the time the venue would have closed them. "
            "The five that cost most."
        )
    ),
    "costs": (
        english(
            "Sums of the recorded fills, what the venue closed among them: gross − slippage − fees − funding − "
            "liquidation fees + what the venue bore = net, to the last digit."
        )
    ),
    "calibration": (
        english(
            "Chance you gave of the price meeting +1 planned loss before −1 within 24 h, against "
            "the recorded bars. Brier: mean square of chance less outcome (0 or 1); always 50 % "
            "gives 0.25. Reliability: mean square distance of the groups from the diagonal. Both "
            "in one bar, or neither, is left out. Score from 20 answers on, of the last 100."
        )
    ),
    "rules": (
        english(
            "Share of checks kept: Beta(2, 2) before the first check, with the central 80 % "
            "interval. Each trade is checked against each rule that applies to it. Events: no "
            "entry from half an hour before one the calendar announced to the minute until an "
            "hour after it; both spans are assumed."
        )
    ),
    "leverage": (
        english(
            "Largest notional over the bankroll after any fill of a session. The ceiling is the "
            "one you declared, raised by one step (1, 2, 3, 5, 10) for each concept set you "
            "mastered, where Settings say so. A set is mastered when two of its concepts are and "
            "none that was asked three times is not."
        )
    ),
    "texts": (
        english(
            "Rules kept: all checks of all sessions, Beta(2, 2), 80 % interval. Checkpoints: "
            "Glicko-2 over first, unseen answers; a checkpoint of difficulty d plays as 900 + "
            "200 d and the score is exp(−loss / 40). R: result over the loss planned at the "
            "first fill; mean with a normal 80 % interval. Repeats of a scenario are left out."
        )
    ),
    "sessions": (
        english(
            "Result: sum of the closed trades in R. Process: the grade of the session, shown "
            "once it is rated (ten counted decisions and three entries)."
        )
    ),
    "concepts": (
        english(
            "Each first, unseen answer to a checkpoint that named an order counts for its "
            "concepts; good is a loss of at most 20 bp. Mastered: the newest three on a concept "
            "were good. The bar is the share of good answers, Beta(2, 2) before the first, with "
            "its 80 % interval. A pass costs nothing and counts for nothing."
        )
    ),
    "tilt": (
        english(
            "Signs of tilt: after a lost trade two of re-entry within five bars, risk up by "
            "half, no plan, stop moved away; or after 1 R either way leverage two standard "
            "deviations above that of the session so far."
        )
    ),
    "house_money": (
        english(
            "Least squares of ln effective leverage on whether the trade before it in the "
            "session won (above +0.1 R) or lost (below −0.1 R): × 1.9 means 1.9 times the "
            "leverage of trades that came first in a session or after an even result. Against "
            "after a loss: the same with those two kinds alone. Intervals: Student, 80 %, from "
            "the spread that is left. More after a win is the house-money effect. Shown from 12 "
            "trades on, three of each kind."
        )
    ),
}


def how(figure: str) -> str:
    """The words of a figure in the learner's language; raises KeyError for an unknown one."""
    return tr(HOW[figure])
