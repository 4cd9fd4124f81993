"""Making a state directory with a factory appliance in it, on first use.

The checkpoint is written last, so it says that everything else is there. A directory without one
is made anew, as far as nothing in it can be of value.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from state.clock import Clock
from state.errors import StateError
from state.settings import ApplianceSettings, parse_settings, template
from state.store.checkpoint import write_checkpoint
from state.store.disk import Disk
from state.store.errors import DamagedState, DiskError
from state.store.files import Unfinished, replace_file
from state.store.keys import KeyStore
from state.store.layout import Layout, commit_number
from state.store.revision import CommitInfo, Revision

if TYPE_CHECKING:
    from state.certificates.keys import KeyMaker

SYSTEM_USER = "system"


def prepare_directories(disk: Disk, layout: Layout) -> None:
    """Make the state directory and those in it, and put their permissions right.

    Raises DiskError, and StateError for a directory that holds something else.
    """
    try:
        if not disk.exists(layout.checkpoint) and disk.exists(layout.root):
            _refuse_foreign(disk, layout)
        for directory in (layout.root, *layout.directories):
            if not disk.exists(directory):
                disk.make_directory(directory)
    except OSError as error:
        raise DiskError(f"{layout.root}: the state directory cannot be made", error) from error


def read_settings(disk: Disk, layout: Layout) -> ApplianceSettings:
    """Return the appliance's settings. Raises StateError."""
    try:
        data = disk.read(layout.settings)
    except OSError as error:
        raise DiskError(f"{layout.settings}: cannot be read", error) from error
    return parse_settings(data, layout.settings)


def create(
    disk: Disk,
    layout: Layout,
    clock: Clock,
    key_maker: KeyMaker,
    random_bytes: Callable[[int], bytes],
) -> None:
    """Put a factory appliance into the directory. Called under the lock. Raises StateError."""
    from state.factory import factory_configuration

    try:
        if any(commit_number(name) for name in disk.names(layout.commits)):
            raise DamagedState(layout.checkpoint, "it is missing, and there are commits")
        if not disk.exists(layout.settings):
            data = template(clock.now()).encode()
            replace_file(disk, layout.unfinished, layout.settings, data)
        settings = read_settings(disk, layout)
        configuration, keys = factory_configuration(settings, key_maker, clock, random_bytes)
        store = KeyStore(disk, layout)
        store.remove(store.stored() - keys.keys())
        store.add(keys)
        store.forget_doubt()
        info = CommitInfo(
            number=0, user=SYSTEM_USER, remote="", time=settings.install_date, kind="factory"
        )
        revision = Revision(info=info, configuration=configuration)
        file = Unfinished(disk, layout.unfinished)
        file.write(write_checkpoint(revision))
        file.replace(layout.checkpoint)
        disk.sync_directory(layout.root)
    except OSError as error:
        raise DiskError(f"{layout.root}: the appliance cannot be made", error) from error


def _refuse_foreign(disk: Disk, layout: Layout) -> None:
    """Refuse a directory in which somebody keeps something else."""
    ours = {path.name for path in (*layout.directories, layout.settings, layout.lock)}
    foreign = [name for name in disk.names(layout.root) if name not in ours]
    if foreign:
        raise StateError(
            f"{layout.root}: this is no state directory, and it is not empty ({foreign[0]})"
        )


def secure_keys(layout: Layout) -> list[Path]:
    """Take away what others may do with the private keys; return what had to be mended.

    Raises OSError.
    """
    mended = []
    directory = layout.keys
    if directory.stat().st_mode & 0o077:
        directory.chmod(0o700)
        mended.append(directory)
    return mended
