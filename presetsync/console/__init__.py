"""Terminal input and output: streams, output, progress, questions, interrupts."""
