"""What several models of the catalogue take, and how they reason."""

from __future__ import annotations

TOOLS = "tool_choice tools"
SCHEMA = "response_format structured_outputs"
REASONING = "include_reasoning reasoning"
SAMPLING = "temperature top_k top_p"
LOGPROBS = "logprobs top_logprobs"
PENALTIES = "frequency_penalty presence_penalty"
OPEN = (
    f"{PENALTIES} logit_bias max_tokens min_p repetition_penalty {SCHEMA} seed stop {SAMPLING} "
    f"{TOOLS}"
)
"""What engines for open weights take."""

THINKING = {"mandatory": True, "default_enabled": True}
"""It cannot be turned off."""

OPTIONAL = {"mandatory": False, "default_enabled": False, "supported_efforts": None}
"""It is off until it is asked for, with any effort."""
