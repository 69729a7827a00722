"""What the cases of all Python clients have in common: where the app is, its stand-in gateway, and how a case is told."""

import json
import os
import time
import traceback
import urllib.request
from typing import Any, Callable

BASE_URL = os.environ["APP_URL"] + "/v1"
KEY = os.environ["APP_KEY"]
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


def run(cases: dict[str, Callable[[], None]]) -> dict[str, str]:
    """Each case by its feature: "yes", or what went wrong."""
    results = {}
    for feature, case in cases.items():
        faults()
        try:
            case()
            results[feature] = "yes"
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is the result
            where = traceback.extract_tb(error.__traceback__)
            line = next((frame for frame in where if "_cases" in frame.filename), where[-1])
            results[feature] = f"no: {type(error).__name__} at line {line.lineno}: {str(error)[:300]}"
    return results
