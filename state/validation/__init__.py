"""Whether a configuration as a whole makes sense: what no single operation can see.

Operations keep a configuration valid step by step. A configuration that comes as a whole, from a
file, has been through none of them. Importing this package is cheap.
"""

from state.validation.configuration import faults, new_faults
from state.validation.fault import Fault

__all__ = ["Fault", "faults", "new_faults"]
