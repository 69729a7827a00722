"""The usual service in front of a gateway: FastAPI takes the question, httpx passes it on. Nothing else.

Run by `uvicorn fastapi_proxy:app`; UPSTREAM is the address of the gateway.
"""

import os
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

PATH = "/v1/chat/completions"


@asynccontextmanager
async def lifespan(app: FastAPI):
    # One client for all, as httpx advises: connections are kept. Time-out as in the service that is measured beside it.
    async with httpx.AsyncClient(base_url=os.environ["UPSTREAM"], timeout=60) as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.post(PATH)
async def chat_completions(request: Request):
    question = await request.json()
    headers = {"authorization": request.headers.get("authorization", "")}
    client: httpx.AsyncClient = request.app.state.client
    if not question.get("stream"):
        answer = await client.post(PATH, json=question, headers=headers)
        return JSONResponse(answer.json(), status_code=answer.status_code)

    upstream = await client.send(client.build_request("POST", PATH, json=question, headers=headers), stream=True)

    async def parts():
        try:
            async for part in upstream.aiter_raw():
                yield part
        finally:
            await upstream.aclose()

    return StreamingResponse(parts(), status_code=upstream.status_code, media_type="text/event-stream")
