"""The dashboard: one application, in a terminal, in an SSH session or in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Provider
from textual.message import Message
from textual.screen import Screen
from textual.widgets import TextArea

from screens.appliance_words import named
from screens.desk import Desk
from screens.kit import ahead
from screens.kit.dialogs import Question
from screens.kit.refusals import refusal
from screens.kit.stylesheet import SharedStylesheet
from screens.language import LANGUAGES, NAMES, Language, later, tr, use
from screens.news import News
from screens.sections import BY_NAME, PLACES
from screens.themes import DARK, FIELDS, MONO, THEMES
from state.model.levels import Level
from state.store import DiskError
from state.watch import Notice, NoticeKind

NEWS_PAUSE = 0.03
"""Seconds for which news are gathered: several come with each commit."""


def names_provider() -> type[Provider]:
    """Return what finds certificates and the like by name; imported when it is first needed."""
    from screens.kit.commands import Names

    return Names


BETWEEN = "between"
"""The mode of a moment: that in which all others are made anew."""


class Dashboard(App[None]):
    """The dashboard of one login. It ends with `exit`; closing the candidate is its caller's."""

    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "overview"
    # Textual has these two as variables of an instance with a value in the class.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012
    """Widths of the terminal in cells, and the class that screens have from there on."""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    COMMANDS = App.COMMANDS | {names_provider}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(place.key, f"open('{place.name}')", place.title, show=False) for place in PLACES),
        Binding("question_mark,f1", "help", later("Help"), show=False, key_display="?"),
        Binding("o", "preferences", later("Preferences"), show=False),
        Binding("ctrl+p", "command_palette", later("Commands"), show=False, priority=True),
        Binding("ctrl+t", "next_theme", later("Next theme"), show=False),
        Binding("ctrl+z", "stop", later("Stop"), show=False, priority=True),
        Binding("ctrl+q", "leave", later("Quit"), key_display="^q", priority=True),
    ]

    def __init__(
        self,
        desk: Desk,
        *,
        language: Language | None = None,
        theme: str | None = None,
        automatic: Language = "en",
        colourless: bool = False,
        driver_class: Any = None,
    ) -> None:
        """Take what was chosen for this session; else the user's preferences count.

        `automatic` is the language where the user has none either. On a `colourless` terminal the
        theme is the one without colours, unless it was chosen for this session.
        """
        super().__init__(driver_class=driver_class)
        self.stylesheet = SharedStylesheet(variables=self.get_css_variables())
        self.desk = desk
        preferences = desk.preferences
        self.language: Language = language or preferences.language or automatic
        self._automatic: Language = automatic
        self._colourless = colourless
        self._news: set[NoticeKind | str] = set()
        self._unsubscribe: Callable[[], None] | None = None
        self.on_stop: Callable[[], None] | None = None
        """Stops the process until the shell continues it; none where there is no such shell."""
        self._left = False
        self._waiting: list[Callable[[], object]] | None = []
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme or self._fitting(preferences.theme)
        for place in PLACES:
            self.add_mode(place.name, partial(_screen, place.name))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(FIELDS)

    def on_load(self) -> None:
        # All screens and workers are made from this context.
        use(self.language)

    def on_mount(self) -> None:
        self.title = self.desk.running.system.hostname
        # Watching imports a library and starts a thread: not before the first picture.
        self.after_first_picture(self._subscribe)

    def on_ready(self) -> None:
        # Until here Textual has drawn nothing: it is one batch. What was laid out in it is drawn
        # now; other callbacks after a refresh run before that.
        self.screen.refresh()
        self.call_after_refresh(self._pictured)

    def _pictured(self) -> None:
        waiting, self._waiting = self._waiting, None
        for callback in waiting or ():
            callback()

    def after_first_picture(self, callback: Callable[[], object]) -> None:
        """Call something when the first picture can be seen, or at once if it can be already."""
        if self._waiting is None:
            callback()
        else:
            self._waiting.append(callback)

    def on_unmount(self) -> None:
        self._left = True
        self._cancel()

    def _cancel(self) -> None:
        unsubscribe, self._unsubscribe = self._unsubscribe, None
        if unsubscribe is not None:
            unsubscribe()

    def _subscribe(self) -> None:
        self.run_worker(self._listen, thread=True, exit_on_error=True)

    def _listen(self) -> None:
        try:
            self._unsubscribe = self.desk.broadcast.subscribe(self._notice)
        except DiskError as error:
            refused = error

            def warn() -> None:
                self.notify(refusal(refused), severity="error", markup=False)

            self.call_from_thread(warn)
        if self._left:
            # It was over before this thread had its turn.
            self._cancel()
            return
        # What came between the first picture and now has not been told.
        self.post_message(News(frozenset({"commit", "pending", "logins", "journal"})))

    def _notice(self, notice: Notice) -> None:
        """Take a notice, in the thread of the watcher."""
        self.post_message(News(frozenset({notice.kind})))

    def on_news(self, event: News) -> None:
        if not self._news:
            self.set_timer(NEWS_PAUSE, self._tell)
        self._news |= event.kinds

    def _tell(self) -> None:
        kinds, self._news = frozenset(self._news), set()
        for screen in self.screen_stack:
            if hasattr(screen, "on_news"):
                screen.post_message(News(kinds))

    def heeds(self, waiting: Sequence[Message]) -> bool:
        """Return whether the first of what was typed ahead may come."""
        return ahead.heeds(self.screen, waiting)

    def call_from_thread(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call something in the event loop, in the language of this dashboard."""

        def speaking() -> Any:
            use(self.language)
            return callback(*args, **kwargs)

        return super().call_from_thread(speaking)

    def submitted(self) -> None:
        """Show what was submitted."""
        self.post_message(News(frozenset({"candidate"})))

    def action_open(self, name: str) -> None:
        """Open a section."""
        place = BY_NAME[name]
        if self.screen.is_modal or not (place.public or self.desk.may_view):
            return
        self.switch_mode(name)

    def switch_level(self, level: Level) -> None:
        """Edit at another level of the cluster from now on."""
        self.desk.candidate.switch(level)
        self.submitted()

    def action_help(self) -> None:
        """Show all keys."""
        from screens.kit.help import KeyHelp

        if not isinstance(self.screen, KeyHelp):
            self.push_screen(KeyHelp(self.screen))

    def action_command_palette(self) -> None:
        """Show what can be done, to be searched."""
        if not isinstance(self.screen, CommandPalette):
            from screens.kit.palette import Palette

            self.push_screen(Palette())

    def action_next_theme(self) -> None:
        """Take the next theme."""
        names = [theme.name for theme in THEMES]
        place = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(place + 1) % len(names)]

    def action_preferences(self) -> None:
        """Let the user say what every dashboard of theirs shall be like."""
        if self.screen.is_modal:
            return
        from screens.preferences import form

        def done(submitted: bool | None) -> None:
            if submitted:
                preferences = self.desk.preferences
                self.theme = self._fitting(preferences.theme)
                self.speak(preferences.language or self._automatic)

        self.push_screen(form(self.desk), done)

    def _fitting(self, theme: str | None) -> str:
        """Return the theme for who prefers `theme`."""
        return MONO.name if self._colourless else theme or DARK.name

    def speak(self, language: Language) -> None:
        """Speak a language from now on, until this dashboard is left."""
        if language != self.language and not self.screen.is_modal:
            self.language = language
            # In the task of the application: it is what everything later gets its language from.
            self.call_later(self._say_anew)

    def _say_anew(self) -> None:
        """Make all sections anew: each has its texts, and a language, from when it was made."""
        use(self.language)
        for worker in self.workers:
            if worker.node is not self:
                worker.cancel()
        current = self.current_mode
        # The mode that one is in cannot be made anew.
        self.add_mode(BETWEEN, Screen)
        self.switch_mode(BETWEEN)
        for place in PLACES:
            self.remove_mode(place.name)
            self.add_mode(place.name, partial(_screen, place.name))
        self.switch_mode(current)
        self.remove_mode(BETWEEN)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stopping is for who has a shell to go on in; in a text, the key undoes."""
        if action == "stop":
            return self.on_stop is not None and not isinstance(self.focused, TextArea)
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        """Stop, as every program on a terminal does."""
        if self.on_stop is not None:
            self.on_stop()

    def action_leave(self) -> None:
        """Leave the dashboard; where changes would be lost with it, ask first."""
        if not self.desk.candidate.pending or self.desk.leave_word != "quit":
            self.exit()
            return
        if isinstance(self.screen, Question):
            return
        text = tr("Configuration changes entered but not committed. Exiting will lose changes.")
        question = Question(tr("Quit"), text, tr("Quit without committing"))
        self.push_screen(question, lambda answer: self.exit() if answer else None)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Return what the command palette offers."""
        if not screen.is_modal:
            from screens.kit.commands import actions

            yield from actions(screen)
        for place in PLACES:
            if place.public or self.desk.may_view:
                words = f"{tr(place.menu)} > {tr(place.title)}"
                yield SystemCommand(
                    words, tr("Open this section"), partial(self.action_open, place.name)
                )
        for name, level in self.desk.modes().items():
            words = tr("Mode: {name}", name=named(name))
            yield SystemCommand(words, tr("Edit at this level"), partial(self.switch_level, level))
        if not screen.is_modal:
            yield from self._options()
        yield SystemCommand(tr("Next theme"), tr("Dark, light, no colour"), self.action_next_theme)
        yield SystemCommand(tr("Keys"), tr("Show all keys"), self.action_help)
        yield SystemCommand(tr("Quit"), tr("Leave the dashboard"), self.action_leave)

    def _options(self) -> Iterator[SystemCommand]:
        words = f"{tr('Options')} > {tr('Preferences')}"
        yield SystemCommand(
            words, tr("Language and theme of your dashboards"), self.action_preferences
        )
        for language in LANGUAGES:
            words = tr("Language: {name}", name=NAMES[language])
            yield SystemCommand(
                words, tr("Until the dashboard is left"), partial(self.speak, language)
            )


def _screen(name: str) -> Screen[Any]:
    return BY_NAME[name].load()()
