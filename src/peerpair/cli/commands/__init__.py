"""Commands, one a file: ``solve.py`` holds ``solve``, the command ``peerpair solve``.

A file dropped in here is live; ``why_not.py`` would become ``peerpair why-not``.  A command returns
its exit code and imports what is heavy when it runs, so that ``--help`` is quick.
"""
