"""OpenAI's own client for Python, unmodified."""

import asyncio
import re

import openai

from harness import BASE_URL, BOTH, EMBEDDING, KEY, MESSAGES, MODEL, PICTURE, REASONING, TOOLS
from harness import ATTACHMENTS, NARROW_KEY, PARAMETERS, UNKNOWN, Cases, Parcel
from harness import assert_sent, calls, cancelled_after, faults, last_sent, raised

case = Cases()
client = openai.OpenAI(base_url=BASE_URL, api_key=KEY, max_retries=0)
chat = client.chat.completions


@case
def whole() -> None:
    answer = chat.create(model=MODEL, messages=MESSAGES)
    assert "stand-in" in answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop" and answer.usage.completion_tokens == 12


@case
def streamed() -> None:
    chunks = list(chat.create(model="auto", messages=MESSAGES, stream=True))
    assert "stand-in" in "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert chunks[-1].choices[0].finish_reason == "stop" and not any(chunk.usage for chunk in chunks)


@case
def usage_in_stream() -> None:
    stream = chat.create(model=MODEL, messages=MESSAGES, stream=True, stream_options={"include_usage": True})
    last = list(stream)[-1]
    assert last.choices == [] and last.usage.completion_tokens == 12


@case
def tools() -> None:
    asked = chat.create(model=MODEL, messages=MESSAGES, tools=TOOLS).choices[0]
    call = asked.message.tool_calls[0]
    assert asked.finish_reason == "tool_calls" and call.function.arguments == '{"expression":"6*7"}'
    result = {"role": "tool", "tool_call_id": call.id, "content": "42"}
    answer = chat.create(model=MODEL, messages=[*MESSAGES, asked.message, result], tools=TOOLS)
    assert "stand-in" in answer.choices[0].message.content


@case
def streamed_tools() -> None:
    with chat.stream(model=MODEL, messages=MESSAGES, tools=TOOLS) as stream:
        call = stream.get_final_completion().choices[0].message.tool_calls[0]
    assert (call.function.name, call.function.arguments) == ("calculator", '{"expression":"6*7"}')


@case
def parallel_tools() -> None:
    both = chat.create(model=MODEL, messages=BOTH, tools=TOOLS).choices[0].message.tool_calls
    assert [call.function.name for call in both] == ["calculator", "weather"]
    first = chat.create(model=MODEL, messages=BOTH, tools=TOOLS, parallel_tool_calls=False)
    assert len(first.choices[0].message.tool_calls) == 1


@case
def json_schema() -> None:
    answer = chat.parse(model=MODEL, messages=MESSAGES, response_format=Parcel)
    assert answer.choices[0].message.parsed == Parcel(place="stand-in place", days=42)


@case
def json_mode() -> None:
    answer = chat.create(model=MODEL, messages=MESSAGES, response_format={"type": "json_object"})
    assert answer.choices[0].message.content == '{"answer":"stand-in"}'


@case
def vision() -> None:
    assert "1 picture" in chat.create(model=MODEL, messages=PICTURE).choices[0].message.content


@case
def several() -> None:
    answer = chat.create(model=MODEL, messages=MESSAGES, n=3)
    assert [choice.index for choice in answer.choices] == [0, 1, 2] and answer.usage.completion_tokens == 36


@case
def logprobs() -> None:
    answer = chat.create(model=MODEL, messages=MESSAGES, logprobs=True, top_logprobs=1)
    first = answer.choices[0].logprobs.content[0]
    assert first.token == "This" and first.top_logprobs[0].logprob == first.logprob


@case
def stop() -> None:
    answer = chat.create(model=MODEL, messages=MESSAGES, stop=[" gateway"])
    assert answer.choices[0].message.content == "This is the stand-in"


@case
def seed() -> None:
    assert chat.create(model=MODEL, messages=MESSAGES, seed=7).system_fingerprint == "stand-in"


@case
def max_tokens() -> None:
    choice = chat.create(model=MODEL, messages=MESSAGES, max_tokens=3).choices[0]
    assert choice.message.content == "This is the" and choice.finish_reason == "length"


@case
def max_completion_tokens() -> None:
    choice = chat.create(model=MODEL, messages=MESSAGES, max_completion_tokens=3).choices[0]
    assert choice.message.content == "This is the" and choice.finish_reason == "length"


@case
def reasoning() -> None:
    for bound in ({}, {"max_completion_tokens": 100}, {"max_tokens": 100}):
        answer = chat.create(model=REASONING, messages=MESSAGES, reasoning_effort="low", **bound)
        assert answer.usage.completion_tokens_details.reasoning_tokens == 16


@case
def attachments() -> None:
    chat.create(model=MODEL, messages=[{"role": "user", "content": ATTACHMENTS}])
    assert last_sent()["messages"] == [{"role": "user", "content": ATTACHMENTS}]


@case
def parameters() -> None:
    chat.create(model=MODEL, **PARAMETERS, extra_body=UNKNOWN)
    assert_sent(model=MODEL, **PARAMETERS, **UNKNOWN)
    options = {"include_usage": True, "include_obfuscation": False}
    list(chat.create(model=MODEL, **PARAMETERS, stream=True, stream_options=options))
    assert_sent(model=MODEL, **PARAMETERS, stream=True, stream_options=options)


@case
def time_out() -> None:
    faults("timeout")
    raised(openai.APITimeoutError, lambda: chat.create(model=MODEL, messages=MESSAGES, timeout=0.5))


@case
def cancel() -> None:
    def leave() -> None:
        faults("stall")
        with chat.create(model=MODEL, messages=MESSAGES, stream=True) as stream:
            next(iter(stream))

    assert cancelled_after(leave)


@case
def error_400() -> None:
    error = raised(openai.BadRequestError, lambda: chat.create(model=MODEL, messages=MESSAGES, n=1000))
    assert (error.code, error.param, error.type) == ("integer_above_max_value", "n", "invalid_request_error")


@case
def error_401() -> None:
    stranger = client.with_options(api_key="wrong")
    error = raised(openai.AuthenticationError, lambda: stranger.chat.completions.create(model=MODEL, messages=MESSAGES))
    assert error.code == "invalid_api_key"


@case
def error_403() -> None:
    narrow = client.with_options(api_key=NARROW_KEY).chat.completions
    ask = lambda: narrow.create(model="auto", messages=MESSAGES, extra_body={"use_case": "general"})
    assert raised(openai.PermissionDeniedError, ask).code == "use_case_not_allowed"


@case
def error_404() -> None:
    error = raised(openai.NotFoundError, lambda: chat.create(model="gpt-9", messages=MESSAGES))
    assert error.code == "model_not_found" and error.param == "model"


@case
def error_429() -> None:
    faults("429")
    error = raised(openai.RateLimitError, lambda: chat.create(model=MODEL, messages=MESSAGES))
    assert int(error.response.headers["retry-after"]) >= 1


@case
def error_503() -> None:
    faults("503")
    error = raised(openai.InternalServerError, lambda: chat.create(model=MODEL, messages=MESSAGES))
    assert error.status_code == 503


@case
def broken_stream() -> None:
    faults("cut")
    raised(openai.APIError, lambda: list(chat.create(model=MODEL, messages=MESSAGES, stream=True)))


@case
def retries() -> None:
    before = calls()
    faults("503", "ok")
    again = client.with_options(max_retries=2)
    assert "stand-in" in again.chat.completions.create(model=MODEL, messages=MESSAGES).choices[0].message.content
    assert calls() == before + 2


@case
def final_errors() -> None:
    before = calls()
    faults("garbage")
    again = client.with_options(max_retries=2).chat.completions
    error = raised(openai.InternalServerError, lambda: again.create(model=MODEL, messages=MESSAGES))
    assert error.code == "upstream_invalid" and calls() == before + 1


@case
def models() -> None:
    assert {"auto", MODEL, EMBEDDING} <= {model.id for model in client.models.list()}


@case
def model() -> None:
    assert client.models.retrieve(MODEL).id == MODEL and client.models.retrieve("Qwen/Qwen3-14B").object == "model"
    raised(openai.NotFoundError, lambda: client.models.retrieve("gpt-9"))


@case
def embeddings() -> None:
    answer = client.embeddings.create(model=EMBEDDING, input=["a", "b"], dimensions=4)
    assert [len(item.embedding) for item in answer.data] == [4, 4] and isinstance(answer.data[0].embedding[0], float)


@case
def completions() -> None:
    assert client.completions.create(model=MODEL, prompt="Once", max_tokens=3).choices[0].text == "This is the"
    stream = client.completions.create(model=MODEL, prompt="Once", stream=True)
    assert "stand-in" in "".join(chunk.choices[0].text for chunk in stream)


@case
def responses() -> None:
    answer = client.responses.create(model=MODEL, input="Hi")
    assert "stand-in" in answer.output_text and answer.usage.output_tokens == 12
    call = client.responses.create(model=MODEL, input="Hi", tools=[{"type": "function", "name": "f", "parameters": {}}])
    assert call.output[0].type == "function_call"
    assert client.responses.parse(model=MODEL, input="Hi", text_format=Parcel).output_parsed.days == 42


@case
def streamed_responses() -> None:
    with client.responses.stream(model=MODEL, input="Hi") as stream:
        text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        assert text == stream.get_final_response().output_text and "stand-in" in text


@case
def not_served() -> None:
    upload = ("calls.jsonl", b"x" * 5_000_000)
    for call in (
        lambda: client.files.create(file=upload, purpose="batch"),
        lambda: client.audio.transcriptions.create(file=upload, model="whisper-1"),
        lambda: client.images.generate(prompt="x"),
        lambda: client.moderations.create(input="x"),
        lambda: client.responses.retrieve("resp_1"),
    ):
        assert raised(openai.NotFoundError, call).code == "unknown_url"


@case
def asynchronous() -> None:
    async def ask() -> None:
        async with openai.AsyncOpenAI(base_url=BASE_URL, api_key=KEY, max_retries=0) as async_client:
            stream = await async_client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
            assert "stand-in" in "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    asyncio.run(ask())


@case
def extra() -> None:
    body = chat.with_raw_response.create(model="auto", messages=MESSAGES, extra_body={"use_case": "simple_qa"})
    header = chat.with_raw_response.create(model="auto", messages=MESSAGES, extra_headers={"x-use-case": "simple_qa"})
    assert body.headers["x-model"] == header.headers["x-model"] == "deepseek-v3.2"


@case
def slash() -> None:
    with openai.OpenAI(base_url=f"{BASE_URL}/", api_key=KEY) as other:
        assert other.chat.completions.create(model=MODEL, messages=MESSAGES).choices


@case
def headers() -> None:
    raw = chat.with_raw_response.create(model=MODEL, messages=MESSAGES, extra_headers={"x-request-id": "my-request"})
    assert raw.headers["x-model"] == MODEL and raw.parse()._request_id == "my-request"


@case
def rate_limits() -> None:
    told = chat.with_raw_response.create(model=MODEL, messages=MESSAGES).headers
    assert told["x-ratelimit-limit-requests"] == "60000" and told["x-ratelimit-limit-tokens"] == "6000000"
    assert 0 < int(told["x-ratelimit-remaining-tokens"]) <= 6_000_000
    assert re.fullmatch(r"\d+ms|\d+(\.\d+)?s", told["x-ratelimit-reset-requests"])
