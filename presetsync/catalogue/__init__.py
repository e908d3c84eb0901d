"""The catalogue and the presets: changes of the models in use, and their list."""
