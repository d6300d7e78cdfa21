"""Entry point of the `mailbot` command; everything else is in `mailbot.cli`."""

from mailbot.cli import command_line


def main() -> None:
    """Run the command line and leave with its exit status (0 done, 1 some input failed, 2 usage or configuration)."""
    command_line()


if __name__ == "__main__":
    main()
