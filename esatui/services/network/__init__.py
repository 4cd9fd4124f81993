"""How services reach the network: mapped addresses, names, connections."""

from esatui.services.network.address import Address
from esatui.services.network.errors import NetworkError, network_error
from esatui.services.network.network import Network, network_of

__all__ = ["Address", "Network", "NetworkError", "network_error", "network_of"]
