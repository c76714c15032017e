"""SPF tests that are drawn from a seed, and pyspf to judge them."""
