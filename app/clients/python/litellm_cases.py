"""LiteLLM's Python library, which calls the app as an OpenAI-compatible provider."""

import asyncio
import json
from typing import Any

import litellm

from harness import BASE_URL, BOTH, EMBEDDING, KEY, MESSAGES, MODEL, PICTURE, REASONING, TOOLS
from harness import ATTACHMENTS, NARROW_KEY, Cases, Parcel
from harness import assert_sent, calls, cancelled_after, faults, last_sent, parameters_beside, raised

case = Cases()

litellm.suppress_debug_info = True

AT_APP = {"api_base": BASE_URL, "api_key": KEY}


def ask(**options: Any) -> Any:
    return litellm.completion(
        **{"model": f"openai/{MODEL}", "messages": MESSAGES, "max_retries": 0, **AT_APP, **options}
    )


@case
def whole() -> None:
    answer = ask()
    assert "stand-in" in answer.choices[0].message.content and answer.usage.completion_tokens == 12


@case
def streamed() -> None:
    assert "stand-in" in "".join(chunk.choices[0].delta.content or "" for chunk in ask(stream=True))


@case
def usage_in_stream() -> None:
    chunks = list(ask(stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].usage.completion_tokens == 12


@case
def tools() -> None:
    message = ask(tools=TOOLS).choices[0].message
    call = message.tool_calls[0]
    assert call.function.arguments == '{"expression":"6*7"}'
    result = {"role": "tool", "tool_call_id": call.id, "content": "42"}
    assert "stand-in" in ask(messages=[*MESSAGES, message, result], tools=TOOLS).choices[0].message.content


@case
def streamed_tools() -> None:
    built = litellm.stream_chunk_builder(list(ask(tools=TOOLS, stream=True)))
    assert built.choices[0].message.tool_calls[0].function.arguments == '{"expression":"6*7"}'


@case
def parallel_tools() -> None:
    both = ask(messages=BOTH, tools=TOOLS).choices[0].message.tool_calls
    assert [call.function.name for call in both] == ["calculator", "weather"]
    single = ask(messages=BOTH, tools=TOOLS, parallel_tool_calls=False)
    assert len(single.choices[0].message.tool_calls) == 1


@case
def json_schema() -> None:
    content = ask(response_format=Parcel).choices[0].message.content
    assert Parcel.model_validate_json(content).days == 42


@case
def json_mode() -> None:
    content = ask(response_format={"type": "json_object"}).choices[0].message.content
    assert json.loads(content) == {"answer": "stand-in"}


@case
def vision() -> None:
    assert "1 picture" in ask(messages=PICTURE).choices[0].message.content


@case
def several() -> None:
    assert len(ask(n=3).choices) == 3


@case
def logprobs() -> None:
    assert ask(logprobs=True, top_logprobs=1).choices[0].logprobs.content[0].token == "This"


@case
def stop() -> None:
    assert ask(stop=[" gateway"]).choices[0].message.content == "This is the stand-in"


@case
def seed() -> None:
    assert ask(seed=7).system_fingerprint == "stand-in"


@case
def max_tokens() -> None:
    choice = ask(max_tokens=3).choices[0]
    assert choice.message.content == "This is the" and choice.finish_reason == "length"


@case
def max_completion_tokens() -> None:
    assert ask(max_completion_tokens=3).choices[0].finish_reason == "length"


@case
def reasoning() -> None:
    answer = ask(model=f"openai/{REASONING}", reasoning_effort="low", max_tokens=100)
    assert answer.usage.completion_tokens_details.reasoning_tokens == 16


@case
def attachments() -> None:
    ask(messages=[{"role": "user", "content": ATTACHMENTS}])
    assert last_sent()["messages"] == [{"role": "user", "content": ATTACHMENTS}]


@case
def parameters() -> None:
    # It makes a system's message of a developer's, and writes into metadata.
    named, further = parameters_beside("metadata")
    ask(**named, allowed_openai_params=list(named), extra_body=further)
    assert_sent(model=MODEL, messages=MESSAGES, **named, **further)


@case
def time_out() -> None:
    faults("timeout")
    raised(litellm.Timeout, lambda: ask(timeout=0.5))


@case
def cancel() -> None:
    def leave() -> None:
        faults("stall")
        stream = ask(stream=True)
        next(iter(stream))
        stream.completion_stream.close()

    assert cancelled_after(leave)


@case
def error_400() -> None:
    raised(litellm.BadRequestError, lambda: ask(n=1000))


@case
def error_401() -> None:
    raised(litellm.AuthenticationError, lambda: ask(api_key="wrong"))


@case
def error_403() -> None:
    ask_for_more = lambda: ask(model="openai/auto", api_key=NARROW_KEY, extra_body={"use_case": "general"})
    assert raised(litellm.APIError, ask_for_more).status_code == 403


@case
def error_404() -> None:
    raised(litellm.NotFoundError, lambda: ask(model="openai/gpt-9"))


@case
def error_429() -> None:
    faults("429")
    error = raised(litellm.RateLimitError, lambda: ask())
    assert int(error.response.headers["retry-after"]) >= 1


@case
def error_503() -> None:
    faults("503")
    raised(litellm.ServiceUnavailableError, lambda: ask())


@case
def broken_stream() -> None:
    faults("cut")
    raised(litellm.ServiceUnavailableError, lambda: list(ask(stream=True)))


@case
def retries() -> None:
    before = calls()
    faults("503", "ok")
    assert "stand-in" in ask(max_retries=2).choices[0].message.content
    assert calls() == before + 2


@case
def final_errors() -> None:
    before = calls()
    faults("garbage")
    raised(litellm.BadGatewayError, lambda: ask(max_retries=2))
    assert calls() == before + 1


@case
def embeddings() -> None:
    answer = litellm.embedding(model=f"openai/{EMBEDDING}", input=["a", "b"], **AT_APP)
    assert [len(item["embedding"]) for item in answer.data] == [8, 8]


@case
def completions() -> None:
    answer = litellm.text_completion(model=f"text-completion-openai/{MODEL}", prompt="Once", max_tokens=3, **AT_APP)
    assert answer.choices[0].text == "This is the"


@case
def responses() -> None:
    answer = litellm.responses(model=f"openai/{MODEL}", input="Hi", **AT_APP)
    assert "stand-in" in answer.output[0].content[0].text


@case
def streamed_responses() -> None:
    stream = litellm.responses(model=f"openai/{MODEL}", input="Hi", stream=True, **AT_APP)
    assert "stand-in" in "".join(event.delta for event in stream if event.type == "response.output_text.delta")


@case
def asynchronous() -> None:
    async def stream() -> str:
        chunks = await litellm.acompletion(model=f"openai/{MODEL}", messages=MESSAGES, stream=True, **AT_APP)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in chunks])

    assert "stand-in" in asyncio.run(stream())


@case
def extra() -> None:
    named = ask(model="openai/auto", extra_body={"use_case": "simple_qa"})
    headed = ask(model="openai/auto", extra_headers={"x-use-case": "simple_qa"})
    for answer in (named, headed):
        assert answer._hidden_params["additional_headers"]["llm_provider-x-model"] == "deepseek-v3.2"


@case
def slash() -> None:
    assert ask(api_base=f"{BASE_URL}/").choices


@case
def headers() -> None:
    assert ask()._hidden_params["additional_headers"]["llm_provider-x-model"] == MODEL


@case
def rate_limits() -> None:
    assert ask()._hidden_params["additional_headers"]["x-ratelimit-limit-requests"] == "60000"
