"""What an order is and what may happen to it. Knows neither HTTP nor SQL."""

from orders.domain.discounts import *  # tenet: allow[star-import] the package's public names, listed in __all__
