"""``python -m presetsync`` is the console script."""

from presetsync.cli.main import main

if __name__ == "__main__":
    main()
