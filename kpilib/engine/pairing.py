"""Which message got which answer: the first message of an unanswered run, and the first reply of a person after it.

Comes in: messages. Goes out: one row for each message that needs an answer, with the moment of its reply.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd


def pairs(messages: pd.DataFrame, bots: Collection[str] = ()) -> pd.DataFrame:
    """Messages that need an answer, with `replied_at`: given by the export, or found in the conversation.

    Returns
    -------
    frame : the inbound rows that open an unanswered run, with `replied_at` (NaT: not yet) and the replying `agent`
    """
    ordered = messages.sort_values(["sent_at", "message_id"], kind="stable")
    human = ~ordered["agent"].isin(list(bots)) if len(bots) else pd.Series(True, index=ordered.index)
    inbound = ordered["direction"] == "in"
    threads = ordered[ordered["conversation_id"].notna() & (inbound | human)]
    opening, replies, agents = _runs(threads)
    loose = ordered.index[inbound & ordered["conversation_id"].isna()]
    asked = ordered[ordered.index.isin({*opening, *loose})].copy()
    found = pd.to_datetime(pd.Series([replies.get(row, pd.NaT) for row in asked.index], index=asked.index), utc=True)
    asked["replied_at"] = asked["first_reply_at"].where(asked["first_reply_at"].notna(), found)
    asked["agent"] = [agents.get(row, own) for row, own in zip(asked.index, asked["agent"])]
    return asked.reset_index(drop=True)


def _runs(threads: pd.DataFrame) -> tuple[list[int], dict[int, pd.Timestamp], dict[int, str]]:
    """Rows that open a run, the time of their reply, and who replied."""
    opening: list[int] = []
    replies: dict[int, pd.Timestamp] = {}
    agents: dict[int, str] = {}
    waiting: dict[tuple, int] = {}
    columns = ("network", "conversation_id", "direction", "sent_at", "agent", "first_reply_at")
    for row, network, thread, direction, sent, agent, given in zip(threads.index, *(threads[name] for name in columns)):
        key = (network, thread)
        if direction == "in":
            if key not in waiting or pd.notna(given):
                opening.append(row)
                waiting[key] = row
        elif key in waiting:
            replies[waiting[key]] = sent
            agents[waiting.pop(key)] = agent
    return opening, replies, agents
