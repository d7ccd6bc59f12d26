"""Tables as Markdown can hold them: a head, equal rows, words in every cell."""

from bs4 import BeautifulSoup, Tag

WIDEST = 30
LONGEST_SPAN = 100


def straighten(soup: BeautifulSoup) -> None:
    """Make every table a plain grid; a table of one cell is only a frame around its words."""
    for table in reversed(soup.find_all("table")):
        rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
        grid = _grid(soup, rows)
        if not any(cell.get_text(strip=True) for row in grid for cell in row):
            table.extract()
        elif len(grid) == 1 and len(grid[0]) == 1:
            _unframe(table, grid[0][0])
        elif table.find_parent(["td", "th"]):
            _as_words(table)
        else:
            _fill(soup, table, grid)


def _grid(soup: BeautifulSoup, rows: list[Tag]) -> list[list[Tag]]:
    """Return rows of equal length; a cell over several places is followed by empty ones."""
    taken: dict[tuple[int, int], Tag] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while (number, column) in taken:
                column += 1
            wide, high = _span(cell, "colspan", WIDEST), _span(cell, "rowspan", LONGEST_SPAN)
            for down in range(min(high, len(rows) - number)):
                for right in range(wide):
                    place = (number + down, column + right)
                    taken[place] = cell if (down, right) == (0, 0) else soup.new_tag("td")
            column += wide
    width = max((column + 1 for _row, column in taken), default=0)
    return [
        [taken.get((number, column)) or soup.new_tag("td") for column in range(width)]
        for number in range(len(rows))
    ]


def _span(cell: Tag, name: str, most: int) -> int:
    text = str(cell.get(name) or "1")
    return max(1, min(int(text), most)) if text.isdecimal() else 1


def _unframe(table: Tag, cell: Tag) -> None:
    cell.extract()
    table.replace_with(cell)
    cell.unwrap()


def _as_words(table: Tag) -> None:
    """Leave the words of a table within a table."""
    for tag in table.find_all(["tr", "td", "th"]):
        tag.insert_after(" ")
        tag.unwrap()
    table.unwrap()


def _fill(soup: BeautifulSoup, table: Tag, grid: list[list[Tag]]) -> None:
    rows = []
    for cells in grid:
        row = soup.new_tag("tr")
        for cell in cells:
            row.append(_words_only(cell.extract()))
        rows.append(row)
    for mark in rows[0].find_all("strong"):
        mark.unwrap()  # a head is bold by itself
    table.clear()
    table.extend(rows)


def _words_only(cell: Tag) -> Tag:
    """Part the paragraphs and items of a cell by blanks: a cell of Markdown is one line."""
    cell.name = "td"
    for block in cell.find_all(["p", "li", "ul", "ol", "br", "blockquote", "pre", "hr"]):
        block.insert_before(" ")
        block.insert_after(" ")
        block.unwrap()
    for heading in cell.find_all(["h1", "h2", "h3", "h4", "h5", "h6"]):
        heading.name = "strong"
    return cell
