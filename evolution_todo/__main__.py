"""`python -m evolution_todo`."""

from evolution_todo.cli import main

main()
