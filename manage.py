#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migops.settings")
    if sys.argv[1:2] == ["up"]:
        # Its --data, --host and --port are settings: they must be known before Django reads those.
        from migops.up import set_environment

        set_environment(sys.argv[2:])
    execute_from_command_line(sys.argv)
