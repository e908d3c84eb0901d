"""The catalogue and the presets: what is new of the models in use, and what each of them is."""
