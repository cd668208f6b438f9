"""What an order is and what may happen to it. Knows neither HTTP nor SQL."""
