"""The workbook, read by openpyxl."""

import sys
import tempfile
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from checks import must, plan, run

ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
SHEET_NAME_LENGTH_MAX = 31  # what spreadsheet programs accept
INJECTION = ("=", "+", "@")  # a text that starts so is run as a formula by a careless reader


class Checks:
    """The checks of one language's workbook; what the binary wrote is read once."""

    def __init__(self, lang):
        self.lang = lang
        self.book = None

    def written(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "plan.xlsx"
            plan("--format", "xlsx", "-o", str(file), "--lang", self.lang)
            must(file.is_file(), "`-o` wrote no file")
            self.book = openpyxl.load_workbook(file)

    def cells(self):
        return (cell for sheet in self.book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None)

    def sheets(self):
        must(self.book.worksheets, "there is no sheet")
        for sheet in self.book.worksheets:
            filled = sum(1 for row in sheet.iter_rows(values_only=True) if any(value is not None for value in row))
            must(filled >= 2, f"sheet `{sheet.title}` has {filled} filled rows; a head and one row are the least")
            must(len(sheet.title) <= SHEET_NAME_LENGTH_MAX, f"the name of sheet `{sheet.title}` is too long")

    def errors(self):
        wrong = [f"{cell.parent.title}!{cell.coordinate}" for cell in self.cells() if cell.data_type == "e" or cell.value in ERRORS]
        must(not wrong, f"error values in {wrong[:5]}")

    def texts(self):
        wrong = [cell.coordinate for cell in self.cells() if cell.data_type == "s" and str(cell.value).startswith(INJECTION)]
        must(not wrong, f"texts that could be run as formulas in {wrong[:5]}")

    def dates(self):
        must(any(cell.is_date for cell in self.cells()), "no cell is a date; dates as texts cannot be sorted or filtered")

    def all(self):
        return [
            (f"xlsx-{self.lang}-{name}", check)
            for name, check in [
                ("opens", self.written),
                ("sheets-are-not-empty", self.sheets),
                ("no-error-values", self.errors),
                ("no-text-poses-as-a-formula", self.texts),
                ("dates-are-dates", self.dates),
            ]
        ]


run([*Checks("en").all(), *Checks("zh").all()])
