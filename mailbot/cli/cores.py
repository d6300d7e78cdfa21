"""How many cores the arithmetic of one reading takes: one.

A mail is weighed by many small products. Spread over all cores, as the linear algebra below numpy does by itself, the
threads wait for one another longer than they work: three times the processor time for a mail, and no answer sooner.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence

#: Read once by the libraries below numpy (OpenBLAS, MKL, Accelerate), when it is first imported.
NAMES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def one_core(environment: MutableMapping[str, str], arguments: Sequence[str]) -> None:
    """Ask for one thread, where the operator has not said otherwise; training (`mailbot heat`) may take all cores."""
    if "heat" in arguments or "OMP_NUM_THREADS" in environment:
        return
    for name in NAMES:
        environment.setdefault(name, "1")
