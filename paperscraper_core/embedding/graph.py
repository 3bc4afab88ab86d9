"""The computation graph of all-MiniLM-L6-v2, written down with onnx.helper.

The graph holds no weights: each is an initializer "elsewhere" under its name in the safetensors
file, and is given at load time from the memory-mapped file, so that the weights are not kept twice.
Layout and formulas are those of BERT (Devlin et al. 2019, arXiv:1810.04805): post-norm encoder
layers, exact (erf) GELU; on top the sentence-transformers recipe, mean over the tokens of the mask
and L2 normalisation.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper

LAYERS = 6
HEADS = 12
WIDTH = 384
HEAD_WIDTH = WIDTH // HEADS
EPSILON = 1e-12
WORDS = "embeddings.word_embeddings.weight"
OPSET = 20
IR_VERSION = 10


class _Graph:
    """Collects nodes and small constants; each call returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self.weights: dict[str, None] = {}

    def weight(self, name: str) -> str:
        self.weights[name] = None
        return name

    def ints(self, *values: int) -> str:
        name = "int_" + "_".join(str(value) for value in values)
        if all(constant.name != name for constant in self.constants):
            self.constants.append(
                helper.make_tensor(name, TensorProto.INT64, [len(values)], values)
            )
        return name

    def number(self, name: str, value: float) -> str:
        if all(constant.name != name for constant in self.constants):
            self.constants.append(helper.make_tensor(name, TensorProto.FLOAT, [], [value]))
        return name

    def add(self, operation: str, *inputs: str, **attributes: Any) -> str:
        output = f"{operation}_{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(operation, list(inputs), [output], name=output, **attributes)
        )
        return output

    def dense(self, prefix: str, rows: str) -> str:
        """Apply a torch linear layer (weight: out × in) to (tokens, in) rows."""
        return self.add(
            "Gemm", rows, self.weight(f"{prefix}.weight"), self.weight(f"{prefix}.bias"), transB=1
        )

    def normalise(self, prefix: str, rows: str) -> str:
        return self.add(
            "LayerNormalization",
            rows,
            self.weight(f"{prefix}.weight"),
            self.weight(f"{prefix}.bias"),
            axis=-1,
            epsilon=EPSILON,
        )


def build(shapes: Mapping[str, Sequence[int]]) -> ModelProto:
    """Build the model; `shapes` are those of the tensors in the safetensors file, by name.

    Inputs: `input_ids` and `attention_mask`, both int64 (batch, tokens).
    Output: `embedding`, float32 (batch, 384), each row of length one.
    The float weights it uses are external initializers, under their names in the safetensors file.
    """
    graph = _Graph()
    rows = _embed(graph)
    bias = _attention_bias(graph)
    shape = graph.add(
        "Concat", graph.add("Shape", "input_ids"), graph.ints(HEADS, HEAD_WIDTH), axis=0
    )
    for layer in range(LAYERS):
        rows = _layer(graph, f"encoder.layer.{layer}", rows, shape, bias)
    _pool(graph, rows)
    return _model(graph, shapes)


def weight_names(model: ModelProto) -> list[str]:
    """Return the names of the weights that `model` expects from outside."""
    return [t.name for t in model.graph.initializer if t.data_location == TensorProto.EXTERNAL]


def _embed(graph: _Graph) -> str:
    """Words, positions and the first segment summed and normalised: (batch·tokens, 384)."""
    words = graph.add("Gather", graph.weight(WORDS), "input_ids")
    length = graph.add("Shape", "input_ids", start=1, end=2)
    positions = graph.add(
        "Slice",
        graph.weight("embeddings.position_embeddings.weight"),
        graph.ints(0),
        length,
        graph.ints(0),
    )
    segment = graph.add(
        "Gather", graph.weight("embeddings.token_type_embeddings.weight"), graph.ints(0)
    )
    total = graph.add("Add", words, graph.add("Add", positions, segment))
    return graph.add(
        "Reshape", graph.normalise("embeddings.LayerNorm", total), graph.ints(-1, WIDTH)
    )


def _attention_bias(graph: _Graph) -> str:
    """0 for a token, a very low number for padding: (batch, 1, 1, tokens)."""
    mask = graph.add(
        "Cast", graph.add("Unsqueeze", "attention_mask", graph.ints(1, 2)), to=TensorProto.FLOAT
    )
    hidden = graph.add("Sub", graph.number("one", 1.0), mask)
    return graph.add("Mul", hidden, graph.number("lowest", -3.0e38))


def _layer(graph: _Graph, prefix: str, rows: str, shape: str, bias: str) -> str:
    attended = _attention(graph, f"{prefix}.attention.self", rows, shape, bias)
    projected = graph.dense(f"{prefix}.attention.output.dense", attended)
    rows = graph.normalise(
        f"{prefix}.attention.output.LayerNorm", graph.add("Add", projected, rows)
    )
    wide = graph.add("Gelu", graph.dense(f"{prefix}.intermediate.dense", rows))
    narrow = graph.dense(f"{prefix}.output.dense", wide)
    return graph.normalise(f"{prefix}.output.LayerNorm", graph.add("Add", narrow, rows))


def _attention(graph: _Graph, prefix: str, rows: str, shape: str, bias: str) -> str:
    """Scaled dot-product attention over 12 heads, back to (batch·tokens, 384)."""

    def heads(part: str, order: list[int]) -> str:
        split = graph.add("Reshape", graph.dense(f"{prefix}.{part}", rows), shape)
        return graph.add("Transpose", split, perm=order)

    query = graph.add("Mul", heads("query", [0, 2, 1, 3]), graph.number("scale", HEAD_WIDTH**-0.5))
    products = graph.add("MatMul", query, heads("key", [0, 2, 3, 1]))
    weights = graph.add("Softmax", graph.add("Add", products, bias), axis=-1)
    mixed = graph.add("MatMul", weights, heads("value", [0, 2, 1, 3]))
    return graph.add(
        "Reshape", graph.add("Transpose", mixed, perm=[0, 2, 1, 3]), graph.ints(-1, WIDTH)
    )


def _pool(graph: _Graph, rows: str) -> None:
    """Mean over the tokens of the mask, then length one."""
    shape = graph.add("Concat", graph.add("Shape", "input_ids"), graph.ints(WIDTH), axis=0)
    tokens = graph.add("Reshape", rows, shape)
    mask = graph.add(
        "Cast", graph.add("Unsqueeze", "attention_mask", graph.ints(1)), to=TensorProto.FLOAT
    )
    total = graph.add("Squeeze", graph.add("MatMul", mask, tokens), graph.ints(1))
    # The mean's divisor cancels out in the normalisation, so the sum is enough.
    graph.nodes.append(
        helper.make_node("LpNormalization", [total], ["embedding"], name="embedding", axis=-1, p=2)
    )


def _placeholder(name: str, shape: Sequence[int]) -> TensorProto:
    """An initializer whose data is handed to the session beside the graph."""
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape)
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="model.safetensors")
    return tensor


def _model(graph: _Graph, shapes: Mapping[str, Sequence[int]]) -> ModelProto:
    inputs: list[ValueInfoProto] = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])
    weights = [_placeholder(name, shapes[name]) for name in graph.weights]
    proto = helper.make_graph(
        graph.nodes, "all-MiniLM-L6-v2", inputs, [output], [*graph.constants, *weights]
    )
    return helper.make_model(
        proto, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
