"""How the program talks to a terminal: streams, output, progress, questions, interrupts."""
