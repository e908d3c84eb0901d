"""What a preset is: its model, its skins, its slug and its canonical form."""
