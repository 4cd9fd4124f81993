"""What is drawn line by line: however many lines there are, only those that are seen cost."""

from __future__ import annotations

from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView


class Lines(ScrollView, can_focus=True):
    """Lines in a frame of fixed size: how many there are moves nothing but the scroll bar."""

    virtual_size = reactive(Size(0, 0), layout=False)

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name for it.
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._plain: Style | None = None

    @property
    def plain(self) -> Style:
        """The style of this widget; Textual would compute it anew for each cell."""
        if self._plain is None:
            self._plain = self.rich_style
        return self._plain

    def notify_style_update(self) -> None:
        self._plain = None
        super().notify_style_update()

    def watch_virtual_size(self, before: Size, size: Size) -> None:
        fits = size.height <= self.container_size.height
        if before.width != size.width or fits == self.show_vertical_scrollbar:
            self.refresh(layout=True)
        elif self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = size.height

    def watch_show_vertical_scrollbar(self) -> None:
        # Textual tells nobody that there is a column less, and the bar not where it stands.
        self.call_after_refresh(self._with_bar)

    def _with_bar(self) -> None:
        self.fit()
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = self.scroll_y

    def fit(self) -> None:
        """Fill the width that there is now; a subclass says how (see `tabular.Entries`)."""
        raise NotImplementedError
