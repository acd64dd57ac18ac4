"""Compiled: asking memory for rows before they are needed.

Rows of people who have nothing to do with each other lie all over memory, and a loop that reads a few hundred of them
waits for most of its time. A row that is asked for two turns ahead has come by then. Nothing but the time changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from recommender.compiled import compiled_part
from recommender.types import Ids

_LINE = 64
"""Bytes that come at a time."""
_LINES = 8
"""Of one row, at most."""
_READ, _KEEP, _DATA = 0, 3, 1
"""What LLVM's `prefetch` is told: to read, in the nearest cache, data."""


def _asked(_: object, array: Any, row: Any, entries: Any) -> object:
    """numba calls this for the types of what it compiles: array (n, any) or (n,), row and entries integers."""
    width = array.dtype.bitwidth // 8

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kind, number, amount = signature.args
        table = context.make_array(kind)(context, builder, values[0])
        stride: Any = builder.extract_value(table.strides, 0)
        row_at = builder.mul(context.cast(builder, values[1], number, types.intp), stride)
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        start = builder.gep(builder.bitcast(table.data, byte), [row_at])
        ask = builder.module.declare_intrinsic(
            "llvm.prefetch", (byte,), ir.FunctionType(ir.VoidType(), (byte, flag, flag, flag))
        )
        # Never past the row's end, which may be the end of what is there.
        wanted = builder.mul(
            context.cast(builder, values[2], amount, types.intp), ir.Constant(stride.type, width)
        )
        end = builder.select(builder.icmp_signed("<", wanted, stride), wanted, stride)
        last = builder.sub(end, ir.Constant(stride.type, width))
        for line in range(_LINES if kind.ndim > 1 else 1):
            at = ir.Constant(stride.type, line * _LINE)
            within = builder.select(builder.icmp_signed("<", at, last), at, last)
            told = [ir.Constant(flag, what) for what in (_READ, _KEEP, _DATA)]
            builder.call(ask, [builder.gep(start, [within]), *told])
        return context.get_dummy_value()

    made: Any = types.void
    return made(array, row, entries), code


def _nothing(array: NDArray[Any], row: int, entries: int) -> None:
    """Where nothing is compiled, nothing is asked for."""


soon: Any = _nothing if getattr(config, "DISABLE_JIT", False) else intrinsic(_asked)
"""`soon(array, row, entries)`: the first so many entries, 1 or more, of this row of the array (n, any), but of its
first 512 bytes alone, or this entry of the array (n,), are read in a moment."""


@compiled_part
def row_soon(item: Ids, value: NDArray[np.float32], held: NDArray[np.int64], row: int) -> None:
    """What is filled of this row is read in a moment; how much that is must have come by now, or is waited for."""
    filled = max(held[row], 1)
    soon(item, row, filled)
    soon(value, row, filled)
