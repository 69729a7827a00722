"""OpenAI's Agents SDK (`openai-agents`): loops of calls with tools, over chat completions and over responses."""

import asyncio
from typing import Any

import openai
from agents import Agent, ModelSettings, OpenAIChatCompletionsModel, OpenAIResponsesModel, Runner
from agents import function_tool, set_tracing_disabled
from agents.result import RunResult
from openai.types.responses import ResponseTextDeltaEvent
from openai.types.shared import Reasoning

from harness import BASE_URL, BOTH, KEY, MESSAGES, MODEL, NARROW_KEY, PARAMETERS, REASONING, Cases, Parcel
from harness import calls, cancelled_after, faults, last_sent, raised

case = Cases()
set_tracing_disabled(True)

PROMPT = MESSAGES[0]["content"]
# The parameters that it has names for.
NAMED = (
    "frequency_penalty",
    "metadata",
    "presence_penalty",
    "prompt_cache_retention",
    "store",
    "temperature",
    "top_p",
    "verbosity",
)


@function_tool
def calculator(expression: str) -> str:
    return "42"


@function_tool
def weather(city: str) -> str:
    return "sun"


TOOLS = [calculator, weather]


def agent(model: str = MODEL, kind: Any = OpenAIChatCompletionsModel, client: Any = None, **options: Any) -> Agent:
    connection = openai.AsyncOpenAI(**{"base_url": BASE_URL, "api_key": KEY, "max_retries": 0, **(client or {})})
    return Agent(name="desk", model=kind(model, openai_client=connection), **options)


def run(prompt: Any = PROMPT, **options: Any) -> RunResult:
    return asyncio.run(Runner.run(agent(**options), prompt))


def stream(prompt: Any = PROMPT, until_first: bool = False, **options: Any) -> tuple[str, Any]:
    """What a streamed run says, and its result."""

    async def read() -> tuple[str, Any]:
        result = Runner.run_streamed(agent(**options), prompt)
        text = ""
        async for event in result.stream_events():
            if event.type == "raw_response_event" and isinstance(event.data, ResponseTextDeltaEvent):
                text += event.data.delta
                if until_first:
                    result.cancel()
        return text, result

    return asyncio.run(read())


@case
def whole() -> None:
    result = run()
    assert "stand-in" in result.final_output and result.context_wrapper.usage.output_tokens == 12


@case
def streamed() -> None:
    assert "stand-in" in stream()[0]


@case
def usage_in_stream() -> None:
    assert stream(model_settings=ModelSettings(include_usage=True))[1].context_wrapper.usage.output_tokens == 12


@case
def tools() -> None:
    result = run(tools=TOOLS)
    assert "stand-in" in result.final_output and len(result.raw_responses) == 2
    assert last_sent()["messages"][-1]["content"] == "42"


@case
def streamed_tools() -> None:
    text, result = stream(tools=TOOLS)
    assert "stand-in" in text and len(result.raw_responses) == 2


@case
def parallel_tools() -> None:
    run(BOTH, tools=TOOLS)
    assert [message["content"] for message in last_sent()["messages"][-2:]] == ["42", "sun"]
    run(BOTH, tools=TOOLS, model_settings=ModelSettings(parallel_tool_calls=False))
    assert [message["role"] for message in last_sent()["messages"]].count("tool") == 1


@case
def json_schema() -> None:
    for kind in (OpenAIChatCompletionsModel, OpenAIResponsesModel):
        assert run(kind=kind, output_type=Parcel).final_output == Parcel(place="stand-in place", days=42)


@case
def vision() -> None:
    picture = {"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo=", "detail": "auto"}
    assert "1 picture" in run([{"role": "user", "content": [picture]}]).final_output


@case
def max_tokens() -> None:
    assert run(model_settings=ModelSettings(max_tokens=3)).final_output == "This is the"


@case
def reasoning() -> None:
    result = run(model=REASONING, model_settings=ModelSettings(reasoning=Reasoning(effort="low")))
    assert result.context_wrapper.usage.output_tokens_details.reasoning_tokens == 16


@case
def parameters() -> None:
    named = {name: PARAMETERS[name] for name in NAMED}
    rest = {name: PARAMETERS[name] for name in PARAMETERS.keys() - named.keys() - {"messages", "tools", "tool_choice"}}
    run(model_settings=ModelSettings(**named, extra_body=rest))
    sent = last_sent()
    assert all(sent[name] == value for name, value in {**named, **rest}.items())


@case
def time_out() -> None:
    faults("timeout")
    raised(openai.APITimeoutError, lambda: run(client={"timeout": 0.5}))


@case
def cancel() -> None:
    def leave() -> None:
        faults("stall")
        stream(until_first=True)

    assert cancelled_after(leave)


@case
def error_400() -> None:
    raised(openai.BadRequestError, lambda: run(model_settings=ModelSettings(extra_body={"n": 1000})))


@case
def error_401() -> None:
    raised(openai.AuthenticationError, lambda: run(client={"api_key": "wrong"}))


@case
def error_403() -> None:
    further = ModelSettings(extra_body={"use_case": "general"})
    ask_for_more = lambda: run(model="auto", client={"api_key": NARROW_KEY}, model_settings=further)
    raised(openai.PermissionDeniedError, ask_for_more)


@case
def error_404() -> None:
    raised(openai.NotFoundError, lambda: run(model="gpt-9"))


@case
def error_429() -> None:
    faults("429")
    assert int(raised(openai.RateLimitError, run).response.headers["retry-after"]) >= 1


@case
def error_503() -> None:
    faults("503")
    raised(openai.InternalServerError, run)


@case
def broken_stream() -> None:
    faults("cut")
    raised(openai.APIError, stream)


@case
def retries() -> None:
    before = calls()
    faults("503", "ok")
    assert "stand-in" in run(client={"max_retries": 2}).final_output
    assert calls() == before + 2


@case
def final_errors() -> None:
    before = calls()
    faults("garbage")
    raised(openai.InternalServerError, lambda: run(client={"max_retries": 2}))
    assert calls() == before + 1


@case
def responses() -> None:
    result = run(kind=OpenAIResponsesModel, tools=TOOLS)
    assert "stand-in" in result.final_output and len(result.raw_responses) == 2


@case
def streamed_responses() -> None:
    text, result = stream(kind=OpenAIResponsesModel)
    assert "stand-in" in text and result.context_wrapper.usage.output_tokens == 12


@case
def asynchronous() -> None:
    async def ask() -> list[RunResult]:
        desk = agent()
        return await asyncio.gather(*[Runner.run(desk, PROMPT) for _ in range(5)])

    assert all("stand-in" in result.final_output for result in asyncio.run(ask()))


@case
def extra() -> None:
    for further in ({"extra_body": {"use_case": "simple_qa"}}, {"extra_headers": {"x-use-case": "simple_qa"}}):
        run(model="auto", model_settings=ModelSettings(**further))
        assert last_sent()["model"] == "deepseek-v3.2"


@case
def slash() -> None:
    assert run(client={"base_url": f"{BASE_URL}/"}).final_output
