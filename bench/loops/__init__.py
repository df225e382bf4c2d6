"""Annotated loops for names of NPBench, in the form of `kernels/`; measured beside them."""
