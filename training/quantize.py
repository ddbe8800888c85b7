"""Int8 with a scale for each row of the activations, so that what is read together does not change what is read.

onnxruntime's dynamic quantisation gives a whole tensor of activations one scale: a passage's scores then depend on its
neighbours in the batch, and one outlying token costs all others precision. Here every token has its own:

    scale[i] = max(|x[i, :]|) / 127,   q = round(x / scale),   y = (q @ W) * scale[i] * column_scale[j]

with weights quantised symmetrically by output column. The product itself is an integer product (``MatMulInteger``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["quantize_rows"]

DOMAIN = "com.microsoft"
"""Of the fused product that onnxruntime has."""

ZERO = 128
"""What stands for 0 in unsigned activations: the kernels are fastest for unsigned times signed."""

LEAST_SCALE = 1e-8
"""Keeps a row of zeros from dividing by zero."""


def quantize_rows(model: ModelProto) -> ModelProto:
    """Replace each product with a constant matrix by its int8 counterpart; word pieces' vectors become int8 too.

    Args:
        model: In full precision; opset 17 or later.

    Returns:
        The model itself, changed.
    """
    graph = model.graph
    constants = {tensor.name: tensor for tensor in graph.initializer}
    nodes: list[NodeProto] = []
    rows: dict[str, tuple[str, str]] = {}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in constants and len(constants[node.input[1]].dims) == 2:
            nodes += _product(graph, node, constants[node.input[1]], rows)
        elif node.op_type == "Gather" and _is_table(constants.get(node.input[0])):
            nodes += _lookup(graph, node, constants[node.input[0]])
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    if all(entry.domain != DOMAIN for entry in model.opset_import):
        model.opset_import.append(helper.make_opsetid(DOMAIN, 1))
    onnx.checker.check_model(model)
    return model


def _is_table(tensor: TensorProto | None) -> bool:
    return tensor is not None and tensor.data_type == TensorProto.FLOAT and len(tensor.dims) == 2


def _constant(graph: onnx.GraphProto, name: str, values: NDArray[np.generic]) -> str:
    if all(tensor.name != name for tensor in graph.initializer):
        graph.initializer.append(numpy_helper.from_array(values, name))
    return name


def _by_column(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Int8 values and the scale of each column."""
    scales = np.maximum(np.abs(weights).max(axis=0) / 127, LEAST_SCALE).astype(np.float32)
    return np.rint(weights / scales).clip(-127, 127).astype(np.int8), scales


def _quantized(graph: onnx.GraphProto, source: str, width: int, nodes: list[NodeProto]) -> tuple[str, str]:
    """Rows of activations in int8, [rows, width], and their scales, [rows, 1]."""
    base = source.replace("/", "_")
    flat, high, low = f"{base}_flat", f"{base}_high", f"{base}_low"
    shape = _constant(graph, f"rows_of_{width}", np.array([-1, width], dtype=np.int64))
    column = _constant(graph, "one_column", np.array([-1, 1], dtype=np.int64))
    step = _constant(graph, "one_of_127", np.array([1 / 127], dtype=np.float32))
    least = _constant(graph, "least_scale", np.array([LEAST_SCALE], dtype=np.float32))
    zero = _constant(graph, "zero_point_row", np.array([ZERO], dtype=np.uint8))
    nodes += [
        helper.make_node("Reshape", [source, shape], [flat]),
        helper.make_node("ReduceMax", [flat], [high], axes=[1], keepdims=0),
        helper.make_node("ReduceMin", [flat], [low], axes=[1], keepdims=0),
        helper.make_node("Neg", [low], [f"{low}_negated"]),
        helper.make_node("Max", [high, f"{low}_negated"], [f"{base}_most"]),
        helper.make_node("Mul", [f"{base}_most", step], [f"{base}_raw_scale"]),
        helper.make_node("Max", [f"{base}_raw_scale", least], [f"{base}_scale"]),
        helper.make_node("Shape", [f"{base}_scale"], [f"{base}_count"]),
        helper.make_node("Expand", [zero, f"{base}_count"], [f"{base}_zeros"]),
        helper.make_node("QuantizeLinear", [flat, f"{base}_scale", f"{base}_zeros"], [f"{base}_int8"], axis=0),
        helper.make_node("Reshape", [f"{base}_scale", column], [f"{base}_scale_column"]),
    ]
    return f"{base}_int8", f"{base}_scale_column"


def _product(
    graph: onnx.GraphProto, node: NodeProto, tensor: TensorProto, rows: dict[str, tuple[str, str]]
) -> list[NodeProto]:
    weights = numpy_helper.to_array(tensor)
    width, size = weights.shape
    values, scales = _by_column(weights)
    nodes: list[NodeProto] = []
    source, out = node.input[0], node.output[0]
    if source not in rows:  # several products share a source, as the heads do
        rows[source] = _quantized(graph, source, width, nodes)
    activations, scale = rows[source]
    base = out.replace("/", "_")
    matrix = _constant(graph, f"{tensor.name}_int8", values)
    columns = _constant(graph, f"{tensor.name}_scales", scales)
    tail = _constant(graph, f"tail_{size}", np.array([size], dtype=np.int64))
    one = _constant(graph, "one", np.array(1, dtype=np.float32))
    zero = _constant(graph, "zero_point", np.array(ZERO, dtype=np.uint8))
    nodes += [
        helper.make_node(
            "MatMulIntegerToFloat",
            [activations, matrix, one, columns, zero],
            [f"{base}_by_column"],
            domain=DOMAIN,
        ),
        helper.make_node("Mul", [f"{base}_by_column", scale], [f"{base}_by_row"]),
        helper.make_node("Shape", [source], [f"{base}_lead"], start=0, end=-1),
        helper.make_node("Concat", [f"{base}_lead", tail], [f"{base}_shape"], axis=0),
        helper.make_node("Reshape", [f"{base}_by_row", f"{base}_shape"], [out]),
    ]
    return nodes


def _lookup(graph: onnx.GraphProto, node: NodeProto, tensor: TensorProto) -> list[NodeProto]:
    """A table of vectors in int8 with a scale for each of its rows: looked up, then scaled."""
    table = numpy_helper.to_array(tensor)
    scales = np.maximum(np.abs(table).max(axis=1, keepdims=True) / 127, LEAST_SCALE).astype(np.float32)
    values = np.rint(table / scales).clip(-127, 127).astype(np.int8)
    name, index, out = tensor.name, node.input[1], node.output[0]
    base = out.replace("/", "_")
    return [
        helper.make_node("Gather", [_constant(graph, f"{name}_int8", values), index], [f"{base}_int8"]),
        helper.make_node("Gather", [_constant(graph, f"{name}_scales", scales), index], [f"{base}_scale"]),
        helper.make_node("Cast", [f"{base}_int8"], [f"{base}_float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{base}_float", f"{base}_scale"], [out]),
    ]
