"""What a preset file is: its model, its skins, how it is loaded and validated."""
