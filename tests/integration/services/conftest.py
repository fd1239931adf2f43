"""What acts by itself, tried on a real database."""

from tests.integration.domain.conftest import do

__all__ = ["do"]
