"""`python -m deploy.local`, what `./run` becomes."""

import sys

from deploy.local.cli import main

sys.exit(main())
