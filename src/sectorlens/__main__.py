"""``python -m sectorlens``."""

from sectorlens.cli import main

if __name__ == "__main__":
    main()
