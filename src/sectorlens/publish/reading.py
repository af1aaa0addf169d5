"""The tables of a finished report, for use from Python."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sectorlens.errors import ConfigError
from sectorlens.publish.csv_files import read_csv_files


@dataclass(frozen=True)
class TableSet:
    """One typed frame per table; the columns stand in docs/data-dictionary.md."""

    inputs: pd.DataFrame
    documents: pd.DataFrame
    organisations: pd.DataFrame
    mentions: pd.DataFrame
    needs: pd.DataFrame
    recommendations: pd.DataFrame
    relations: pd.DataFrame
    co_mentions: pd.DataFrame
    themes: pd.DataFrame
    theme_passages: pd.DataFrame
    key_messages: pd.DataFrame
    repeated_recommendations: pd.DataFrame
    problems: pd.DataFrame


def read_tables(outputs: Path) -> TableSet:
    """Return the tables of the report at ``outputs``.

    Raises:
        ConfigError: there is no report, or a table is missing.
    """
    try:
        return TableSet(**read_csv_files(outputs / "tables"))
    except FileNotFoundError as error:
        raise ConfigError(f"There is no report in '{outputs}' ({error}). Run sectorlens analyse first.") from error
