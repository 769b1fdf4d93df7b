"""From a problem to integers: the dense cohort, its kernels, the candidate groups."""
