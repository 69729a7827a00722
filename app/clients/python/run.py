"""Runs the cases of every Python client against the app and prints what came of them as JSON."""

import json
import sys

import agents_cases
import langchain_cases
import litellm_cases
import openai_cases

if __name__ == "__main__":
    clients = {
        "openaiPython": openai_cases,
        "agents": agents_cases,
        "langchain": langchain_cases,
        "litellm": litellm_cases,
    }
    chosen = {name: module for name, module in clients.items() if sys.argv[1:] in ([], [name])}
    print(json.dumps({name: module.case.run() for name, module in chosen.items()}))
