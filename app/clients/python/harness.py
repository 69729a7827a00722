"""What the cases of all Python clients have in common: where the app is, its stand-in gateway, how a case is told."""

import json
import os
import pathlib
import time
import traceback
import urllib.request
from typing import Any, Callable

from pydantic import BaseModel

BASE_URL = os.environ["APP_URL"] + "/v1"
KEY = os.environ["APP_KEY"]
# A key for the use case simple_qa alone.
NARROW_KEY = os.environ["NARROW_KEY"]
GATEWAY = os.environ["GATEWAY_URL"].removesuffix("/v1")

# One of the default routes, a reasoning model that the settings add, and a model that makes embeddings.
MODEL = "gpt-4.1"
REASONING = "gpt-5-mini"
EMBEDDING = "text-embedding-3-small"

MESSAGES = [{"role": "user", "content": "Where is my parcel?"}]
BOTH = [{"role": "user", "content": "Use calculator and weather."}]
PICTURE = [
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "What is this?"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
        ],
    }
]

# A file and a sound, as content of a message.
ATTACHMENTS = [
    {"type": "text", "text": "What is this?"},
    {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0="}},
    {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
]

# What OpenAI's reference of chat completions has, besides what the other features ask for:
# https://platform.openai.com/docs/api-reference/chat/create
PARAMETERS = json.loads((pathlib.Path(__file__).parent.parent / "parameters.json").read_text())
# What it does not have.
UNKNOWN = {"chat_template_kwargs": {"enable_thinking": False}, "top_k": 12345678901234567890}


def parameters_beside(*own: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Parameters to be named, and those to be sent as further fields: unknown ones, and what the client takes for itself."""
    named = {name: value for name, value in PARAMETERS.items() if name not in ("messages", *own)}
    return named, {**UNKNOWN, **{name: PARAMETERS[name] for name in own}}


class Parcel(BaseModel):
    """What structured output has to be; the stand-in makes one up."""

    place: str
    days: int


def tool(name: str, argument: str) -> dict[str, Any]:
    """A function of one text, in OpenAI's shape."""
    parameters = {"type": "object", "properties": {argument: {"type": "string"}}, "required": [argument]}
    return {"type": "function", "function": {"name": name, "description": name, "parameters": parameters}}


TOOLS = [tool("calculator", "expression"), tool("weather", "city")]


def gateway(path: str, body: object = None) -> Any:
    """Asks the stand-in gateway something about itself."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(f"{GATEWAY}/admin/{path}", data) as response:
        return json.load(response)


def faults(*planned: str) -> None:
    """What the gateway does with its next calls."""
    gateway("faults", list(planned))


def calls() -> int:
    """Calls that have reached the gateway."""
    return gateway("counts")["begun"]


def last_sent() -> Any:
    """The body of the last call that has reached the gateway."""
    return json.loads(gateway("last")["body"])


def assert_sent(**wanted: Any) -> None:
    """Fails unless that is what has reached the gateway last."""
    sent = last_sent()
    names = [name for name in sent.keys() | wanted.keys() if sent.get(name) != wanted.get(name)]
    assert not names, f"{names[0]} came as {sent.get(names[0])}"


def cancelled_after(action: Callable[[], None]) -> bool:
    """Whether the gateway's call is ended when a client leaves."""
    before = gateway("counts")["cancelled"]
    action()
    return any(gateway("counts")["cancelled"] > before or time.sleep(0.05) for _ in range(400))


def raised(kind: type[BaseException], action: Callable[[], object]) -> Any:
    """The error of that class with which the action fails."""
    try:
        action()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


class Cases(dict[str, Callable[[], None]]):
    """A client's cases by their features: as a decorator, it takes each by the function's own name in camel case."""

    def __call__(self, case: Callable[[], None]) -> Callable[[], None]:
        first, *more = case.__name__.split("_")
        self[first + "".join(word.capitalize() for word in more)] = case
        return case

    def run(self) -> dict[str, str]:
        """Each feature's result: "yes", or what went wrong."""
        return {feature: result_of(case) for feature, case in self.items()}


def result_of(case: Callable[[], None]) -> str:
    faults()
    try:
        case()
        return "yes"
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is the result
        where = traceback.extract_tb(error.__traceback__)
        line = next((frame for frame in where if "_cases" in frame.filename), where[-1])
        return f"no: {type(error).__name__} at line {line.lineno}: {str(error)[:300]}"
