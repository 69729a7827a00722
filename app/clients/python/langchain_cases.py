"""LangChain's chat model for OpenAI (`langchain-openai`)."""

import asyncio
from typing import Any

import openai
from langchain_core.messages import ToolMessage
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

from harness import BASE_URL, BOTH, EMBEDDING, KEY, MESSAGES, MODEL, PICTURE, REASONING, TOOLS
from harness import ATTACHMENTS, NARROW_KEY, Cases, Parcel
from harness import assert_sent, calls, cancelled_after, faults, last_sent, parameters_beside, raised

case = Cases()


def model(**options: Any) -> ChatOpenAI:
    return ChatOpenAI(**{"model": MODEL, "base_url": BASE_URL, "api_key": KEY, "max_retries": 0, **options})


@case
def whole() -> None:
    answer = model().invoke(MESSAGES)
    assert "stand-in" in answer.content and answer.usage_metadata["output_tokens"] == 12


@case
def streamed() -> None:
    assert "stand-in" in "".join(chunk.content for chunk in model().stream(MESSAGES))


@case
def usage_in_stream() -> None:
    chunks = list(model(stream_usage=True).stream(MESSAGES))
    assert sum(chunk.usage_metadata["output_tokens"] for chunk in chunks if chunk.usage_metadata) == 12


@case
def tools() -> None:
    bound = model().bind_tools(TOOLS)
    asked = bound.invoke(MESSAGES)
    call = asked.tool_calls[0]
    assert call["args"] == {"expression": "6*7"}
    answer = bound.invoke([*MESSAGES, asked, ToolMessage("42", tool_call_id=call["id"])])
    assert "stand-in" in answer.content


@case
def streamed_tools() -> None:
    chunks = list(model().bind_tools(TOOLS).stream(MESSAGES))
    whole_chunk = chunks[0]
    for chunk in chunks[1:]:
        whole_chunk += chunk
    assert whole_chunk.tool_calls[0]["args"] == {"expression": "6*7"}


@case
def parallel_tools() -> None:
    assert [call["name"] for call in model().bind_tools(TOOLS).invoke(BOTH).tool_calls] == ["calculator", "weather"]
    single = model().bind_tools(TOOLS, parallel_tool_calls=False).invoke(BOTH)
    assert len(single.tool_calls) == 1


@case
def json_schema() -> None:
    assert model().with_structured_output(Parcel).invoke(MESSAGES) == Parcel(place="stand-in place", days=42)


@case
def json_mode() -> None:
    answer = model().with_structured_output(None, method="json_mode").invoke(MESSAGES)
    assert answer == {"answer": "stand-in"}


@case
def vision() -> None:
    assert "1 picture" in model().invoke(PICTURE).content


@case
def several() -> None:
    result = model(n=3).generate([model()._convert_input(MESSAGES).to_messages()])
    assert len(result.generations[0]) == 3


@case
def logprobs() -> None:
    answer = model(logprobs=True, top_logprobs=1).invoke(MESSAGES)
    assert answer.response_metadata["logprobs"]["content"][0]["token"] == "This"


@case
def stop() -> None:
    assert model().invoke(MESSAGES, stop=[" gateway"]).content == "This is the stand-in"


@case
def seed() -> None:
    assert model(seed=7).invoke(MESSAGES).response_metadata["system_fingerprint"] == "stand-in"


@case
def max_tokens() -> None:
    # It sends the bound as max_completion_tokens.
    answer = model(max_tokens=3).invoke(MESSAGES)
    assert answer.content == "This is the" and answer.response_metadata["finish_reason"] == "length"


@case
def reasoning() -> None:
    answer = model(model=REASONING, reasoning_effort="low").invoke(MESSAGES)
    assert answer.usage_metadata["output_token_details"]["reasoning"] == 16


@case
def attachments() -> None:
    model().invoke([{"role": "user", "content": ATTACHMENTS}])
    assert last_sent()["messages"] == [{"role": "user", "content": ATTACHMENTS}]


@case
def parameters() -> None:
    # Metadata would go to its tracing, and beside a format it parses what it cannot parse of custom tools.
    named, further = parameters_beside("metadata", "response_format")
    model(extra_body=further, use_responses_api=False).invoke(MESSAGES, **named)
    assert_sent(model=MODEL, messages=MESSAGES, stream=False, **named, **further)


@case
def time_out() -> None:
    faults("timeout")
    raised(openai.APITimeoutError, lambda: model(timeout=0.5).invoke(MESSAGES))


@case
def cancel() -> None:
    def leave() -> None:
        faults("stall")
        stream = model().stream(MESSAGES)
        next(stream)
        stream.close()

    assert cancelled_after(leave)


@case
def error_400() -> None:
    raised(openai.BadRequestError, lambda: model().invoke(MESSAGES, n=1000))


@case
def error_401() -> None:
    raised(openai.AuthenticationError, lambda: model(api_key="wrong").invoke(MESSAGES))


@case
def error_403() -> None:
    narrow = model(model="auto", api_key=NARROW_KEY, extra_body={"use_case": "general"})
    raised(openai.PermissionDeniedError, lambda: narrow.invoke(MESSAGES))


@case
def error_404() -> None:
    raised(openai.NotFoundError, lambda: model(model="gpt-9").invoke(MESSAGES))


@case
def error_429() -> None:
    faults("429")
    error = raised(openai.RateLimitError, lambda: model().invoke(MESSAGES))
    assert int(error.response.headers["retry-after"]) >= 1


@case
def error_503() -> None:
    faults("503")
    raised(openai.InternalServerError, lambda: model().invoke(MESSAGES))


@case
def broken_stream() -> None:
    faults("cut")
    raised(openai.APIError, lambda: list(model().stream(MESSAGES)))


@case
def retries() -> None:
    before = calls()
    faults("503", "ok")
    assert "stand-in" in model(max_retries=2).invoke(MESSAGES).content
    assert calls() == before + 2


@case
def final_errors() -> None:
    before = calls()
    faults("garbage")
    raised(openai.InternalServerError, lambda: model(max_retries=2).invoke(MESSAGES))
    assert calls() == before + 1


@case
def embeddings() -> None:
    # It sends tokens instead of texts, as it does to OpenAI; their vocabulary would come from the network.
    embedder = OpenAIEmbeddings(model=EMBEDDING, base_url=BASE_URL, api_key=KEY, check_embedding_ctx_length=False)
    assert [len(vector) for vector in embedder.embed_documents(["a", "b"])] == [8, 8]


@case
def responses() -> None:
    answer = model(use_responses_api=True).invoke(MESSAGES)
    assert "stand-in" in answer.text and answer.usage_metadata["output_tokens"] == 12


@case
def streamed_responses() -> None:
    assert "stand-in" in "".join(chunk.text for chunk in model(use_responses_api=True).stream(MESSAGES))


@case
def asynchronous() -> None:
    async def ask() -> str:
        return "".join([chunk.content async for chunk in model().astream(MESSAGES)])

    assert "stand-in" in asyncio.run(ask())


@case
def extra() -> None:
    named = model(model="auto", extra_body={"use_case": "simple_qa"}, include_response_headers=True)
    headed = model(model="auto", default_headers={"x-use-case": "simple_qa"}, include_response_headers=True)
    for chosen in (named, headed):
        assert chosen.invoke(MESSAGES).response_metadata["headers"]["x-model"] == "deepseek-v3.2"


@case
def slash() -> None:
    assert model(base_url=f"{BASE_URL}/").invoke(MESSAGES).content


@case
def headers() -> None:
    answer = model(include_response_headers=True).invoke(MESSAGES)
    assert answer.response_metadata["headers"]["x-model"] == MODEL


@case
def rate_limits() -> None:
    told = model(include_response_headers=True).invoke(MESSAGES).response_metadata["headers"]
    assert told["x-ratelimit-limit-requests"] == "60000"
