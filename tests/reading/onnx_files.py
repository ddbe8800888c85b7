"""Small ONNX files, written by hand in the protobuf wire format: what a test needs of them and nothing else.

Field numbers are those of the standard's ``onnx.proto``.
"""

from __future__ import annotations

import struct

FLOAT, INT64 = 1, 7


def _varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _field(number, value):
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _value_info(name, element, shape):
    axes = b"".join(_field(1, _field(1 if isinstance(axis, int) else 2, axis)) for axis in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, element) + _field(2, axes)))


def constant_model(inputs, outputs):
    """A model that takes whole numbers, looks at none of them and gives zeros.

    Args:
        inputs: Names with shapes.
        outputs: Names with shapes, which must be numbers.
    """
    graph = _field(2, "made-up")
    for name, shape in outputs.items():
        zeros = b"".join(_field(1, axis) for axis in shape) + _field(2, FLOAT) + _field(8, f"{name}_zeros")
        count = 1
        for axis in shape:
            count *= axis
        graph += _field(5, zeros + _field(9, struct.pack(f"<{count}f", *[0.0] * count)))
        graph += _field(1, _field(1, f"{name}_zeros") + _field(2, name) + _field(4, "Identity"))
        graph += _field(12, _value_info(name, FLOAT, shape))
    for name, shape in inputs.items():
        graph += _field(11, _value_info(name, INT64, shape))
    return _field(1, 8) + _field(8, _field(2, 13)) + _field(7, graph)
