"""LiteLLM's Python library, which calls the app as an OpenAI-compatible provider."""

import asyncio
import json
from typing import Any

import litellm
from pydantic import BaseModel

from harness import BASE_URL, BOTH, EMBEDDING, KEY, MESSAGES, MODEL, PICTURE, REASONING, TOOLS
from harness import calls, cancelled_after, faults, raised

litellm.suppress_debug_info = True

AT_APP = {"api_base": BASE_URL, "api_key": KEY}


class Parcel(BaseModel):
    place: str
    days: int


def ask(**options: Any) -> Any:
    return litellm.completion(
        **{"model": f"openai/{MODEL}", "messages": MESSAGES, "max_retries": 0, **AT_APP, **options}
    )


def whole() -> None:
    answer = ask()
    assert "stand-in" in answer.choices[0].message.content and answer.usage.completion_tokens == 12


def streamed() -> None:
    assert "stand-in" in "".join(chunk.choices[0].delta.content or "" for chunk in ask(stream=True))


def usage_in_stream() -> None:
    chunks = list(ask(stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].usage.completion_tokens == 12


def tools() -> None:
    message = ask(tools=TOOLS).choices[0].message
    call = message.tool_calls[0]
    assert call.function.arguments == '{"expression":"6*7"}'
    result = {"role": "tool", "tool_call_id": call.id, "content": "42"}
    assert "stand-in" in ask(messages=[*MESSAGES, message, result], tools=TOOLS).choices[0].message.content


def streamed_tools() -> None:
    built = litellm.stream_chunk_builder(list(ask(tools=TOOLS, stream=True)))
    assert built.choices[0].message.tool_calls[0].function.arguments == '{"expression":"6*7"}'


def parallel_tools() -> None:
    both = ask(messages=BOTH, tools=TOOLS).choices[0].message.tool_calls
    assert [call.function.name for call in both] == ["calculator", "weather"]
    single = ask(messages=BOTH, tools=TOOLS, parallel_tool_calls=False)
    assert len(single.choices[0].message.tool_calls) == 1


def json_schema() -> None:
    content = ask(response_format=Parcel).choices[0].message.content
    assert Parcel.model_validate_json(content).days == 42


def json_mode() -> None:
    content = ask(response_format={"type": "json_object"}).choices[0].message.content
    assert json.loads(content) == {"answer": "stand-in"}


def vision() -> None:
    assert "1 picture" in ask(messages=PICTURE).choices[0].message.content


def several() -> None:
    assert len(ask(n=3).choices) == 3


def logprobs() -> None:
    assert ask(logprobs=True, top_logprobs=1).choices[0].logprobs.content[0].token == "This"


def stop() -> None:
    assert ask(stop=[" gateway"]).choices[0].message.content == "This is the stand-in"


def seed() -> None:
    assert ask(seed=7).system_fingerprint == "stand-in"


def max_tokens() -> None:
    choice = ask(max_tokens=3).choices[0]
    assert choice.message.content == "This is the" and choice.finish_reason == "length"


def max_completion_tokens() -> None:
    assert ask(max_completion_tokens=3).choices[0].finish_reason == "length"


def reasoning() -> None:
    answer = ask(model=f"openai/{REASONING}", reasoning_effort="low", max_tokens=100)
    assert answer.usage.completion_tokens_details.reasoning_tokens == 16


def time_out() -> None:
    faults("timeout")
    raised(litellm.Timeout, lambda: ask(timeout=0.5))


def cancel() -> None:
    def leave() -> None:
        faults("stall")
        stream = ask(stream=True)
        next(iter(stream))
        stream.completion_stream.close()

    assert cancelled_after(leave)


def error_400() -> None:
    raised(litellm.BadRequestError, lambda: ask(n=1000))


def error_401() -> None:
    raised(litellm.AuthenticationError, lambda: ask(api_key="wrong"))


def error_404() -> None:
    raised(litellm.NotFoundError, lambda: ask(model="openai/gpt-9"))


def error_429() -> None:
    faults("429")
    error = raised(litellm.RateLimitError, lambda: ask())
    assert int(error.response.headers["retry-after"]) >= 1


def error_503() -> None:
    faults("503")
    raised(litellm.ServiceUnavailableError, lambda: ask())


def broken_stream() -> None:
    faults("cut")
    raised(litellm.ServiceUnavailableError, lambda: list(ask(stream=True)))


def retries() -> None:
    before = calls()
    faults("503", "ok")
    assert "stand-in" in ask(max_retries=2).choices[0].message.content
    assert calls() == before + 2


def embeddings() -> None:
    answer = litellm.embedding(model=f"openai/{EMBEDDING}", input=["a", "b"], **AT_APP)
    assert [len(item["embedding"]) for item in answer.data] == [8, 8]


def completions() -> None:
    answer = litellm.text_completion(model=f"text-completion-openai/{MODEL}", prompt="Once", max_tokens=3, **AT_APP)
    assert answer.choices[0].text == "This is the"


def responses() -> None:
    answer = litellm.responses(model=f"openai/{MODEL}", input="Hi", **AT_APP)
    assert "stand-in" in answer.output[0].content[0].text


def streamed_responses() -> None:
    stream = litellm.responses(model=f"openai/{MODEL}", input="Hi", stream=True, **AT_APP)
    assert "stand-in" in "".join(event.delta for event in stream if event.type == "response.output_text.delta")


def asynchronous() -> None:
    async def stream() -> str:
        chunks = await litellm.acompletion(model=f"openai/{MODEL}", messages=MESSAGES, stream=True, **AT_APP)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in chunks])

    assert "stand-in" in asyncio.run(stream())


def extra() -> None:
    named = ask(model="openai/auto", extra_body={"use_case": "simple_qa"})
    headed = ask(model="openai/auto", extra_headers={"x-use-case": "simple_qa"})
    for answer in (named, headed):
        assert answer._hidden_params["additional_headers"]["llm_provider-x-model"] == "deepseek-v3.2"


def slash() -> None:
    assert ask(api_base=f"{BASE_URL}/").choices


def headers() -> None:
    assert ask()._hidden_params["additional_headers"]["llm_provider-x-model"] == MODEL


CASES = {
    "whole": whole,
    "streamed": streamed,
    "usageInStream": usage_in_stream,
    "tools": tools,
    "streamedTools": streamed_tools,
    "parallelTools": parallel_tools,
    "jsonSchema": json_schema,
    "jsonMode": json_mode,
    "vision": vision,
    "several": several,
    "logprobs": logprobs,
    "stop": stop,
    "seed": seed,
    "maxTokens": max_tokens,
    "maxCompletionTokens": max_completion_tokens,
    "reasoning": reasoning,
    "timeOut": time_out,
    "cancel": cancel,
    "error400": error_400,
    "error401": error_401,
    "error404": error_404,
    "error429": error_429,
    "error503": error_503,
    "brokenStream": broken_stream,
    "retries": retries,
    "embeddings": embeddings,
    "completions": completions,
    "responses": responses,
    "streamedResponses": streamed_responses,
    "async": asynchronous,
    "extra": extra,
    "slash": slash,
    "headers": headers,
}
