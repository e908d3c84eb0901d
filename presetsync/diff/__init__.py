"""The differences of two contents: fields, tools, prompts, words, moves."""
