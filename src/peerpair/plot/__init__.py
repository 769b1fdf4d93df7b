"""Pictures for notebooks and papers, drawn with matplotlib (``pip install 'peerpair[plot]'``).

Each function draws on the given axes, or on those of a new figure, and returns them:
``overlap(problem).figure.savefig("overlap.png")``.  No global state is touched; a figure made here
is unknown to pyplot, so hand in axes of ``plt.subplots()`` where a notebook should show it itself.
Names of residents are in these pictures, so they are for the coordinator.
"""

from peerpair.plot.contacts import contacts
from peerpair.plot.convergence import convergence
from peerpair.plot.fairness import fairness
from peerpair.plot.overlap import overlap

__all__ = ["contacts", "convergence", "fairness", "overlap"]
