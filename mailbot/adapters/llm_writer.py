"""Any OpenAI-compatible endpoint as a writer: one request, one JSON text, within limits (extra `mailbot[llm]`)."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from mailbot.errors import ServerUnreachable

#: Bytes of an answer that are read.
_MOST = 200_000
#: Tokens of an answer, and those that its JSON takes beside the texts.
_MOST_TOKENS, _FRAME_TOKENS = 1500, 120


class LlmWriter:
    """Implements `mailbot.ports.writing.Writer`."""

    def __init__(self, base_url: str, model: str, *, api_key: str = "", seconds: float = 30.0) -> None:
        """Prepare; nothing is sent before the first question."""
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._model, self._seconds = model, seconds
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    async def write(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        """Return the text of the answer.

        Raises:
            ServerUnreachable: no answer within the time, an error, or nonsense instead of one.
        """
        plain, characters = _without_lengths(schema)
        asked = {
            "model": self._model,
            "messages": messages,
            "temperature": 0.4,
            # A small model that loops would fill any limit; no language needs a token for each character.
            "max_tokens": min(_MOST_TOKENS, _FRAME_TOKENS + characters // 2) if characters else _MOST_TOKENS,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reply", "strict": True, "schema": plain},
            },
        }
        try:
            async with asyncio.timeout(self._seconds):
                return _text(await self._post(asked))
        except (httpx.HTTPError, TimeoutError, ValueError, LookupError, TypeError) as error:
            raise ServerUnreachable(
                f"The language model at {self._url} gave no answer: {type(error).__name__}.",
                hint="Look at [llm] in mailbot.toml and at the endpoint.",
            ) from error

    async def _post(self, asked: dict[str, Any]) -> bytes:
        limits = httpx.Timeout(self._seconds)
        async with (
            httpx.AsyncClient(timeout=limits, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", self._url, json=asked, headers=self._headers) as answer,
        ):
            answer.raise_for_status()
            if answer.is_redirect:
                raise ValueError("redirected")
            body = b""
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > _MOST:
                    raise ValueError("too long")
            return body


def _text(body: bytes) -> str:
    message = httpx.Response(200, content=body).json()["choices"][0]["message"]
    if message.get("tool_calls"):
        raise ValueError("tools")
    content = message["content"]
    if not isinstance(content, str):
        raise TypeError("content")
    return content


def _without_lengths(schema: Any) -> tuple[Any, int]:
    """Return a schema without `maxLength`, which strict endpoints refuse, and the sum of the lengths."""
    if not isinstance(schema, dict):
        return schema, 0
    parts = {key: _without_lengths(value) for key, value in schema.items() if key != "maxLength"}
    own = schema.get("maxLength", 0)
    total = (own if isinstance(own, int) else 0) + sum(length for _, length in parts.values())
    return {key: value for key, (value, _) in parts.items()}, total
