"""What differs between two contents: fields, tools, prompts, words, moves."""
