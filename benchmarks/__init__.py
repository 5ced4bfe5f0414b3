"""What the program costs, beside what it replaces and beside what any program must spend.

`python -m benchmarks` measures everything in one table; `python -m benchmarks a d` the rows named.
"""
